package dev.gavel.server.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gavel.server.pictures.PicturesConfig.S3Config;
import java.io.IOException;
import java.net.URI;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pictures in a bucket, over HTTP, on a server that checks every signature. */
class S3StoreIT {
    private static final String SECRET = "5ecret";

    private BlobStoreContext memory;
    private S3Proxy server;

    @BeforeEach
    void start() throws Exception {
        memory = ContextBuilder.newBuilder(new TransientApiMetadata()).build(BlobStoreContext.class);
        memory.getBlobStore().createContainerInLocation(null, "gavel");
        server = S3Proxy.builder()
                .blobStore(memory.getBlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "key", SECRET)
                .build();
        server.start();
        await().until(() -> server.getState().equals("STARTED"));
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        memory.close();
    }

    @Test
    void picturesAndTheirSmallerSizesAreKeptInTheBucket() throws IOException {
        byte[] file = Drawn.jpeg(1500, 900);
        String id;
        try (Pictures pictures = open("gavel", SECRET)) {
            id = pictures.take(file).id();
            assertThat(pictures.take(file).id()).isEqualTo(id);
        }
        assertThat(memory.getBlobStore().list("gavel"))
                .extracting(object -> object.getName())
                .containsExactlyInAnyOrder(id, id + "-480", id + "-1280");
        try (Pictures another = open("gavel", SECRET)) {
            assertThat(another.has(id)).isTrue();
            try (var whole = another.open(id, 0).orElseThrow()) {
                assertThat(whole.length()).isEqualTo(file.length);
                assertThat(whole.bytes().readAllBytes()).isEqualTo(file);
            }
            try (var card = another.open(id, 480).orElseThrow()) {
                assertThat(Drawn.read(card.bytes().readAllBytes()).getWidth()).isEqualTo(480);
            }
            assertThat(another.has("0".repeat(64))).isFalse();
            assertThat(another.open("0".repeat(64), 480)).isEmpty();
        }
    }

    @Test
    void aBucketThatDoesNotTakeThemIsSaidWithoutTheSecret() {
        try (Pictures wrong = open("gavel", "another-" + SECRET);
                Pictures none = open("missing", SECRET)) {
            assertThatThrownBy(() -> wrong.take(Drawn.jpeg(9, 9)))
                    .isInstanceOf(PictureStoreException.class)
                    .hasMessageNotContaining(SECRET);
            assertThatThrownBy(() -> none.take(Drawn.jpeg(9, 9))).isInstanceOf(PictureStoreException.class);
        }
    }

    private Pictures open(String bucket, String secret) {
        var s3 = new S3Config("http://127.0.0.1:" + server.getPort(), "us-east-1", bucket, "key", secret, true);
        return Pictures.open(PicturesConfig.DEFAULT.with(s3));
    }
}
