package io.reliablemessage.quickstart.example.compensation;

/** Goods that a customer has paid for. */
record Booking(String bookingNo, String sku) {}
