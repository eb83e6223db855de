package io.reliablemessage.service.deadletter;

import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Opens and resolves cases for those who deliver and take receipts. Both verbs join the caller's transaction, which also moves the
 * bits in the message's group sets.
 */
@Component
public class DeadLetters {

    /**
     * Opens a case per burial, or opens its case again when its replay failed too. A case that is open already only learns the
     * latest error; one that was discarded stays so.
     */
    public void bury(List<Burial> burials) {
        throw new UnsupportedOperationException("Comes with the next commit");
    }

    /**
     * The groups have taken effect after all: OPEN and REPLAYING cases become RESOLVED. Keys without such a case are ignored.
     *
     * @param why for the operator, at most 500 characters
     */
    public void resolve(List<CaseKey> cases, String why) {
        throw new UnsupportedOperationException("Comes with the next commit");
    }
}
