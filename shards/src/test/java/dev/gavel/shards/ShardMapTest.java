package dev.gavel.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShardMapTest {
    private static final Buckets FOUR = new Buckets(4);
    private static final List<String> NAMES = List.of("shard 0 (a)", "shard 1 (b)");

    @Test
    void aNewClusterDealsItsBucketsOutInTurn() {
        var map = ShardMap.founding(new Buckets(5), 2);
        assertThat(map.owners()).containsExactly(0, 1, 0, 1, 0);
        assertThat(map.shardOf(new Bucket(3))).isEqualTo(1);
        assertThat(map.bucketsOf(1)).containsExactly(new Bucket(1), new Bucket(3));
    }

    @Test
    void theShardsDescribeTheMap() {
        var map = ShardMap.described(FOUR, NAMES, List.of(buckets(3, 0), buckets(1, 2)));
        assertThat(map.owners()).containsExactly(0, 1, 1, 0);
    }

    @Test
    void aBucketWithoutAShardIsNamed() {
        assertThatThrownBy(() -> ShardMap.described(FOUR, NAMES, List.of(buckets(0), buckets(1, 3))))
                .isInstanceOf(ShardMapException.class)
                .hasMessageContaining("no shard owns bucket b2");
    }

    @Test
    void aBucketWithTwoShardsIsNamedWithBoth() {
        assertThatThrownBy(() -> ShardMap.described(FOUR, NAMES, List.of(buckets(0, 1, 2), buckets(2, 3))))
                .isInstanceOf(ShardMapException.class)
                .hasMessageContaining("bucket b2 is owned twice, by shard 0 (a) and shard 1 (b)");
    }

    @Test
    void userAndPasswordLeaveTheUrl() {
        var address = ShardAddress.parse("x", "jdbc:postgresql://h:1/d?user=me&sslmode=disable&password=a%26b");
        assertThat(address.url()).isEqualTo("jdbc:postgresql://h:1/d?sslmode=disable");
        assertThat(address.user()).isEqualTo("me");
        assertThat(address.password()).isEqualTo("a&b");
        assertThat(address).hasToString("h:1/d");
    }

    private static Set<Bucket> buckets(int... numbers) {
        return Set.copyOf(Arrays.stream(numbers).mapToObj(Bucket::new).toList());
    }
}
