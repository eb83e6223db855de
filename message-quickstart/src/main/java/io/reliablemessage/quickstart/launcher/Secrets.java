package io.reliablemessage.quickstart.launcher;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;

/** Tokens and passwords of this installation, in one file that only its owner may read. */
final class Secrets {

    /** 256 bits, 43 characters of base64url. */
    private static final int BYTES = 32;

    private final Path file;
    private final SecureRandom random = new SecureRandom();
    private final Properties values = new Properties();

    private Secrets(Path file) {
        this.file = file;
    }

    /** Reads the file if it is there. */
    static Secrets open(Path file) {
        Secrets secrets = new Secrets(file);
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                secrets.values.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new StartFailedException(
                        "Cannot read the secrets in " + file + "; ./start --fresh begins without them", e);
            }
        }
        return secrets;
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.getProperty(name));
    }

    /** Returns a secret, which is made and stored when it is asked for first. */
    synchronized String get(String name, String prefix) {
        String known = values.getProperty(name);
        if (known != null) {
            return known;
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String made = prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        put(name, made);
        return made;
    }

    /** Stores a secret; a crash leaves the old file or the new one. */
    synchronized void put(String name, String secret) {
        values.setProperty(name, secret);
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try {
            Files.deleteIfExists(unfinished);
            PrivateFiles.create(unfinished);
            try (Writer writer = Files.newBufferedWriter(unfinished, StandardCharsets.UTF_8)) {
                values.store(writer, "Secrets of this quickstart. Whoever reads them may do everything here.");
            }
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot store secrets in " + file, e);
        }
    }
}
