#!/bin/sh
# Runs the named files of this folder as root, then gives each account the password that is in the file of its name in $PASSWORDS.
# Can be run again: a changed file is a changed password. Root's own is in the file $ROOT_PASSWORD; the client is configured otherwise (host, certificates) as it always is.
set -eu

here=$(dirname -- "$0")

# The client reads it from a file of its own: arguments and variables of a process can be read by others.
umask 077
options=$(mktemp)
trap 'rm -f "$options"' EXIT
printf '[client]\nuser=root\npassword="%s"\n' "$(sed 's/[\\"]/\\&/g' "$ROOT_PASSWORD")" >"$options"

as_root() {
    mysql --defaults-extra-file="$options"
}

for file in "$@"; do
    as_root <"$here/$file"
    echo "$file is applied"
done

for file in "$PASSWORDS"/*; do
    account=$(basename "$file")
    # Where a name or a password could end its text, only characters that cannot do so are let through.
    case $account in
    *[!a-z_]*)
        echo "$account is no account: names consist of small letters and _" >&2
        exit 1
        ;;
    esac
    case $(cat "$file") in
    '' | *[!A-Za-z0-9_.-]*)
        echo "The password of $account must consist of letters, digits and _.-" >&2
        exit 1
        ;;
    esac
    printf "ALTER USER '%s'@'%%' IDENTIFIED BY '%s' ACCOUNT UNLOCK;\n" "$account" "$(cat "$file")" | as_root
    echo "$account has its password"
done
