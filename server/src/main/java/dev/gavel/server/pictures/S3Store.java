package dev.gavel.server.pictures;

import dev.gavel.server.pictures.PicturesConfig.S3Config;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** A bucket of S3, or of what speaks its protocol. An object there is whole or not there. */
final class S3Store implements PictureStore {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final Duration SOCKET_MAX = Duration.ofSeconds(20);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final S3Config config;
    private final S3Client client;

    S3Store(S3Config config) {
        this.config = config;
        this.client = S3Client.builder()
                .endpointOverride(URI.create(config.endpoint()))
                .region(Region.of(config.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(config.accessKey(), config.secretKey())))
                .forcePathStyle(config.pathStyle())
                // Not every server knows the newer checksums.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(it -> it.apiCallTimeout(ANSWER_MAX))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_MAX)
                        .socketTimeout(SOCKET_MAX))
                .build();
    }

    @Override
    public void put(String name, byte[] bytes) {
        try {
            client.putObject(it -> it.bucket(config.bucket()).key(name), RequestBody.fromBytes(bytes));
        } catch (SdkException e) {
            throw failure("keeping", name, e);
        }
    }

    @Override
    public boolean has(String name) {
        try {
            client.headObject(it -> it.bucket(config.bucket()).key(name));
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        } catch (SdkException e) {
            throw failure("finding", name, e);
        }
    }

    @Override
    public Optional<Kept> open(String name) {
        try {
            ResponseInputStream<GetObjectResponse> object =
                    client.getObject(it -> it.bucket(config.bucket()).key(name));
            return Optional.of(new Kept(object.response().contentLength(), object));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw failure("reading", name, e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private PictureStoreException failure(String doing, String name, SdkException e) {
        return new PictureStoreException(
                doing + " the picture " + name + " at " + config + " failed: " + e.getMessage(), e);
    }
}
