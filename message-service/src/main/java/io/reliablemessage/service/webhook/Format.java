package io.reliablemessage.service.webhook;

import io.reliablemessage.service.alert.Alert;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How one kind of place wants to be called, and what its answers mean. */
interface Format {

    /** @param now by the database's clock, for the signature */
    Call write(Webhook webhook, Alert alert, Instant now);

    /**
     * Why the call was not taken, since a status of 200 can be a refusal; {@code null}: it was taken.
     *
     * @param body the beginning of the answer
     * @return may hold any of it, as it came: to be redacted and then cut
     */
    @Nullable
    String refusal(int status, String body);

    /**
     * @param url with the signature, where it belongs there
     * @param body JSON
     */
    record Call(URI url, Map<String, String> headers, byte[] body) {}
}
