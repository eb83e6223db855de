package io.reliablemessage.quickstart.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    private Path folder;

    @Test
    void refusesASecondLauncher() {
        try (DataFolder first = DataFolder.own(folder)) {
            assertThatThrownBy(() -> DataFolder.own(folder))
                    .isInstanceOf(StartFailedException.class)
                    .hasMessageContaining("runs already")
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()))
                    .hasMessageContaining(first.path().toString());
        }
        DataFolder.own(folder).close();
    }

    @Test
    void endsWhatAKilledLauncherLeftRunning() throws Exception {
        String mark;
        try (DataFolder first = DataFolder.own(folder)) {
            mark = first.processMark();
        }
        Process orphan = new ProcessBuilder("/bin/sh", "-c", "read ignored", mark).start();
        Process stranger = new ProcessBuilder("/bin/sh", "-c", "read ignored", mark + "-other").start();
        try (DataFolder second = DataFolder.own(folder)) {
            assertThat(second.path()).isEqualTo(folder.toRealPath());
            assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            orphan.destroyForcibly();
            stranger.destroyForcibly();
        }
    }

    @Test
    void beginsAnewWithoutTouchingForeignFiles() throws IOException {
        try (DataFolder data = DataFolder.own(folder)) {
            Files.writeString(data.resolve("secrets"), "old");
            Files.writeString(data.resolve("foreign"), "kept");
            Files.writeString(
                    Files.createDirectories(data.resolve("mariadb/data")).resolve("ibdata1"), "old");

            data.clear();

            assertThat(data.resolve("secrets")).doesNotExist();
            assertThat(data.resolve("mariadb")).doesNotExist();
            assertThat(data.resolve("foreign")).hasContent("kept");
            assertThat(data.resolve("logs")).isDirectory();
        }
    }
}
