package io.reliablemessage.benchmarks.measure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Several measurements of one thing. */
public record Spread(double min, double median, double max) {

    /** @throws IllegalArgumentException if there are none */
    public static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /**
     * Ratios of measurements that were taken in turn, pair by pair, so that what disturbed one of a pair disturbed the other too.
     *
     * @throws IllegalArgumentException if there are none, or not as many on both sides
     */
    public static <T> Spread ofRatios(
            List<T> over, ToDoubleFunction<T> overFigure, List<T> under, ToDoubleFunction<T> underFigure) {
        if (over.size() != under.size()) {
            throw new IllegalArgumentException(over.size() + " and " + under.size() + " values are no pairs");
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < over.size(); i++) {
            ratios.add(overFigure.applyAsDouble(over.get(i)) / underFigure.applyAsDouble(under.get(i)));
        }
        return of(ratios);
    }
}
