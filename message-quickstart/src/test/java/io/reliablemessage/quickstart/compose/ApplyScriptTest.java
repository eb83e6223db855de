package io.reliablemessage.quickstart.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code sql/accounts/apply.sh} hands to the client, which is a stand-in here that writes down how it was called. */
class ApplyScriptTest {
    private static final String ROOT_PASSWORD = "a\"b\\c'd#e";

    @TempDir
    Path folder;

    private Path said;
    private Path passwords;

    @BeforeEach
    void makeFolders() throws IOException {
        said = folder.resolve("said");
        passwords = Files.createDirectory(folder.resolve("passwords"));
        Files.writeString(folder.resolve("root-password"), ROOT_PASSWORD);
        Path client = Files.createDirectory(folder.resolve("bin")).resolve("mysql");
        Files.writeString(client, """
                #!/bin/sh
                {
                    echo "arguments: $*"
                    env | grep MYSQL
                    cat "${1#--defaults-extra-file=}"
                    stat -c 'mode %a' "${1#--defaults-extra-file=}"
                    cat
                } >>"$SAID"
                """);
        Files.setPosixFilePermissions(client, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void setsThePasswordOfEachAccountAndNothingElse() throws Exception {
        password("order_service", "Abc-1_2.3");

        assertThat(apply()).isZero();

        assertThat(said())
                .filteredOn(line -> !line.startsWith("arguments: --defaults-extra-file="))
                .containsExactly(
                        "[client]",
                        "user=root",
                        "password=\"a\\\"b\\\\c'd#e\"",
                        "mode 600",
                        "ALTER USER 'order_service'@'%' IDENTIFIED BY 'Abc-1_2.3' ACCOUNT UNLOCK;");
        assertThat(said()).noneMatch(line -> line.startsWith("arguments:") && line.contains("b\\c"));
    }

    @Test
    void removesItsOptionFile() throws Exception {
        password("order_service", "Abc");
        apply();

        String file = said().get(0).substring("arguments: --defaults-extra-file=".length());
        assertThat(Path.of(file)).doesNotExist();
    }

    @Test
    void passwordThatCouldEndItsTextIsRefused() throws Exception {
        for (String password : List.of("a'; DROP USER root", "a\\", "a b", "a\nb", "")) {
            password("order_service", password);

            assertThat(apply()).as(password).isNotZero();
            assertThat(said()).as(password).isEmpty();
        }
    }

    @Test
    void accountThatCouldEndItsTextIsRefused() throws Exception {
        password("order' OR 'a", "Abc");

        assertThat(apply()).isNotZero();
        assertThat(said()).isEmpty();
    }

    private void password(String account, String password) throws IOException {
        Files.writeString(passwords.resolve(account), password);
    }

    private int apply() throws Exception {
        ProcessBuilder script = new ProcessBuilder("sh", "../sql/accounts/apply.sh");
        script.environment()
                .putAll(Map.of(
                        "PATH", folder.resolve("bin") + ":" + System.getenv("PATH"),
                        "SAID", said.toString(),
                        "TMPDIR", folder.toString(),
                        "ROOT_PASSWORD", folder.resolve("root-password").toString(),
                        "PASSWORDS", passwords.toString()));
        Process process = script.redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }

    private List<String> said() throws IOException {
        return Files.exists(said) ? Files.readAllLines(said, StandardCharsets.UTF_8) : List.of();
    }
}
