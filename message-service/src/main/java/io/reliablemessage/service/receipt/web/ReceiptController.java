package io.reliablemessage.service.receipt.web;

import io.reliablemessage.protocol.BatchResult;
import io.reliablemessage.protocol.ReceiptBatch;
import io.reliablemessage.service.receipt.Receipts;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.security.DirectCall;
import io.reliablemessage.service.web.Batches;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ReceiptController implements DirectCall.Source {
    private final Receipts receipts;

    ReceiptController(Receipts receipts) {
        this.receipts = receipts;
    }

    @Override
    public List<DirectCall<?>> directCalls() {
        return List.of(new DirectCall<>("/v1/receipts", ReceiptBatch.class, this::take));
    }

    /** Takes what groups of the calling application report; one result per receipt. */
    @PostMapping("/v1/receipts")
    BatchResult take(@RequestBody ReceiptBatch batch, Caller caller) {
        return new BatchResult(
                receipts.take(caller.requireApplication(), Batches.checked("receipts", batch.receipts())));
    }
}
