package io.reliablemessage.testkit;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer.Source;
import io.reliablemessage.testkit.memory.MessageView;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** A message as the books are compared with it. */
record BookedMessage(MessageView message) {

    UUID id() {
        return message.content().id();
    }

    Optional<BusinessKey> keyIfAny() {
        return Optional.ofNullable(message.content().key());
    }

    BusinessKey key() {
        return keyIfAny().orElseThrow();
    }

    /** Whether this application sent it. */
    boolean isOwn() {
        return !message.application().equals(Kit.ELSEWHERE);
    }

    boolean isConsumedBy(String group) {
        return message.groups().stream().anyMatch(each -> each.group().equals(group) && each.consumed());
    }

    byte[] hash() {
        NewMessage content = message.content();
        byte[] payload = content.bytes() == null
                ? String.valueOf(content.text()).getBytes(StandardCharsets.UTF_8)
                : content.bytes();
        try {
            return MessageDigest.getInstance("SHA-256").digest(payload);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    String hex() {
        return HexFormat.of().formatHex(hash());
    }

    Difference difference(DiscrepancyType type, Source book) {
        return new Difference(
                type, book.topic(), book.group(), message.content().key(), id());
    }
}
