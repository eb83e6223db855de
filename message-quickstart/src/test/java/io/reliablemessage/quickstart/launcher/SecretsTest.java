package io.reliablemessage.quickstart.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @TempDir
    private Path folder;

    @Test
    void keepsASecretOverStarts() {
        Path file = folder.resolve("secrets");
        String first = Secrets.open(file).get("administrator-token", "rm_admin_");

        assertThat(first).matches("rm_admin_[A-Za-z0-9_-]{43}");
        assertThat(Secrets.open(file).get("administrator-token", "rm_admin_")).isEqualTo(first);
        assertThat(Secrets.open(file).find("other")).isEmpty();
    }

    @Test
    void onlyTheOwnerReadsThem() throws IOException {
        Path file = folder.resolve("secrets");
        Secrets secrets = Secrets.open(file);
        secrets.get("one", "");
        secrets.put("two", "changed");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Secrets.open(file).find("two")).contains("changed");
    }

    @Test
    void makesADifferentOneForEachName() {
        Secrets secrets = Secrets.open(folder.resolve("secrets"));

        assertThat(secrets.get("one", "")).isNotEqualTo(secrets.get("two", ""));
    }
}
