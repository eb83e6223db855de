package io.reliablemessage.quickstart.example.reconciling;

import java.math.BigDecimal;

record Sale(String shopNo, String receiptNo, BigDecimal amount) {}
