package dev.gavel.cli.demo;

import dev.gavel.cli.demo.ApiClient.Answer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Categories and pictures of the demo's lots, drawn and sent as a seller sends them. */
final class LotPictures {
    /** As the titles of {@link Lots} and {@link Thing} have them. */
    private static final List<String> CATEGORIES =
            List.of("ceramics", "design", "design", "books", "instruments", "design", "instruments", "paintings");
    /** Drawing one takes a core some 0.2 s; of many lots, some look the same. */
    private static final int DRAWN_MAX = 16;
    /** Which have a second one, of a part from nearby. */
    private static final int WITH_DETAIL = 2;

    private final List<List<String>> ids;

    private LotPictures(List<List<String>> ids) {
        this.ids = ids;
    }

    static LotPictures send(ApiClient api, String sellerToken, int lots) {
        return new LotPictures(IntStream.range(0, Math.min(lots, DRAWN_MAX))
                .mapToObj(number -> IntStream.range(0, number < WITH_DETAIL ? 2 : 1)
                        .mapToObj(view -> send(api, sellerToken, StillLife.of(number, view)))
                        .toList())
                .toList());
    }

    /** Members of an auction's JSON, each with a comma before it. */
    String members(int number) {
        return ",\"category\":\"" + CATEGORIES.get(number % CATEGORIES.size()) + "\",\"pictures\":"
                + ids.get(number % ids.size()).stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
    }

    private static String send(ApiClient api, String token, byte[] picture) {
        Answer answer = ApiClient.await("sending a picture", api.upload("/v1/pictures", token, "image/jpeg", picture));
        if (answer.status() != 201) {
            throw new IllegalStateException("sending a picture was answered " + answer);
        }
        return answer.body().path("id").asString();
    }
}
