#!/bin/sh
# Runs the named files of this folder as root, then gives each account the password that is in the file of its name in $PASSWORDS.
# Can be run again: a changed file is a changed password. Connects as the mysql client is configured.
set -eu

here=$(dirname -- "$0")
MYSQL_PWD=$(cat "$ROOT_PASSWORD")
export MYSQL_PWD

for file in "$@"; do
    mysql -uroot <"$here/$file"
    echo "$file is applied"
done

for file in "$PASSWORDS"/*; do
    account=$(basename "$file")
    # Where a password could end its text, only characters that cannot do so are let through.
    case $(cat "$file") in
    '' | *[!A-Za-z0-9_.-]*)
        echo "The password of $account must consist of letters, digits and _.-" >&2
        exit 1
        ;;
    esac
    # By standard input: command lines are for everybody to read.
    printf "ALTER USER '%s'@'%%' IDENTIFIED BY '%s' ACCOUNT UNLOCK;\n" "$account" "$(cat "$file")" | mysql -uroot
    echo "$account has its password"
done
