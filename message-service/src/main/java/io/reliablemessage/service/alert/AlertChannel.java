package io.reliablemessage.service.alert;

/**
 * A way to tell somebody: the webhooks are one, a bean of this type is another.
 *
 * <p>It is called within the transaction of what it tells of, so that neither is there without the other. So it writes down what is to be
 * told, and tells it afterwards: calling another system from here would hold the transaction, and tell of what may still be undone. It may
 * be called again with the same {@link Alert#id()}.
 */
public interface AlertChannel {

    /** @throws RuntimeException undoes what the alert is about, which then happens, and is told, again */
    void tell(Alert alert);
}
