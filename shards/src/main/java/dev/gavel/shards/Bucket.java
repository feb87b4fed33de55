package dev.gavel.shards;

/**
 * The unit of partitioning: a Redis hash tag, a Kafka partition key, a row of the shard map.
 *
 * @param number 0 to {@link Buckets#COUNT_MAX} - 1
 */
public record Bucket(int number) implements Comparable<Bucket> {
    public Bucket {
        if (number < 0 || number >= Buckets.COUNT_MAX) {
            throw new IllegalArgumentException("no such bucket: " + number);
        }
    }

    @Override
    public int compareTo(Bucket other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "b" + number;
    }
}
