package io.reliablemessage.shop.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Tokens as Spring Boot reads them from a tree of files: a folder per application, in it a file named like the property. */
final class TokenFolder implements Tokens {

    private static final String PROPERTY = "reliable-message.token";

    private final Path folder;

    TokenFolder(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<String> find(String application) {
        Path file = file(application);
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the token of " + application + " in " + file, e);
        }
    }

    @Override
    public void put(String application, String token) {
        Path file = file(application);
        // Hidden files are no properties.
        Path unfinished = file.resolveSibling(".unfinished");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(unfinished, token);
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot store the token of " + application + " in " + file, e);
        }
    }

    private Path file(String application) {
        return folder.resolve(application).resolve(PROPERTY);
    }
}
