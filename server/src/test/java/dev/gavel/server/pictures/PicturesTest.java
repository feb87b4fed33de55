package dev.gavel.server.pictures;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PicturesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private Path directory;

    private Pictures pictures;

    @BeforeEach
    void open() {
        pictures = Pictures.open(PicturesConfig.DEFAULT.in(directory.toString()));
    }

    @Test
    void aPictureIsKeptAsItIsUnderTheDigestOfItsBytes() throws IOException {
        byte[] file = Drawn.jpeg(300, 200);
        Picture taken = pictures.take(file);
        assertThat(taken.type()).isEqualTo(PictureType.JPEG);
        assertThat(List.of(taken.width(), taken.height())).containsExactly(300, 200);
        assertThat(pictures.take(file)).as("the same twice is one").isEqualTo(taken);
        assertThat(bytes(taken.id(), 0)).isEqualTo(file);
        assertThat(bytes(taken.id(), 480)).as("not wider anyway").isEqualTo(file);
        assertThat(files()).containsExactly(taken.id());
    }

    @Test
    void ofALargePictureThereAreSmallerOnes() throws IOException {
        Picture taken = pictures.take(Drawn.png(3000, 1500));
        BufferedImage card = Drawn.read(bytes(taken.id(), 480));
        assertThat(List.of(card.getWidth(), card.getHeight())).containsExactly(480, 240);
        assertThat(Drawn.read(bytes(taken.id(), 1280)).getWidth()).isEqualTo(1280);
        assertThat(isRed(card, 50, 120)).isTrue();
        assertThat(isRed(card, 430, 120)).isFalse();
        assertThat(bytes(taken.id(), 480)).hasSizeLessThan(20_000);
        try (var opened = pictures.open(taken.id(), 480).orElseThrow()) {
            assertThat(opened.mediaType()).isEqualTo("image/jpeg");
        }
    }

    /** A telephone held upright stores its picture on its side, and says so. */
    @ParameterizedTest
    @CsvSource({
        "1,false,left",
        "2,false,right",
        "3,false,right",
        "4,false,left",
        "5,true,top",
        "6,true,top",
        "7,true,bottom",
        "8,true,bottom"
    })
    void aPictureThatIsStoredOnItsSideIsTurned(int orientation, boolean upright, String red) throws IOException {
        Picture taken = pictures.take(Drawn.turned(1200, 800, orientation));
        assertThat(taken.width()).isEqualTo(upright ? 800 : 1200);
        BufferedImage card = Drawn.read(bytes(taken.id(), 480));
        assertThat(card.getHeight()).isEqualTo(upright ? 720 : 320);
        int x = card.getWidth() * (red.equals("right") ? 9 : red.equals("left") ? 1 : 5) / 10;
        int y = card.getHeight() * (red.equals("bottom") ? 9 : red.equals("top") ? 1 : 5) / 10;
        assertThat(isRed(card, x, y)).isTrue();
        assertThat(isRed(card, card.getWidth() - 1 - x, card.getHeight() - 1 - y))
                .isFalse();
    }

    @Test
    void aWebPIsTakenAndServedAsItIs() throws IOException {
        Picture taken = pictures.take(Drawn.webp());
        assertThat(List.of(taken.width(), taken.height())).containsExactly(4, 3);
        assertThat(bytes(taken.id(), 480)).isEqualTo(Drawn.webp());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GIF89a", "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "%PDF-1.7"})
    void whatIsNoPictureIsRefusedWhateverItIsCalled(String content) {
        assertThatThrownBy(() -> pictures.take(content.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        RefusedPictureException.class,
                        e -> assertThat(e.isType()).isTrue());
    }

    @Test
    void aSmallFileThatUnpacksToAHugePictureIsRefusedBeforeItIsUnpacked() {
        assertRefused(Drawn.saying(15_000, 15_000), "pixels");
        assertRefused(Drawn.saying(100_000, 1), "wide");
        assertRefused(Drawn.saying(-1, 1), "wide");
        assertRefused(Drawn.saying(0, 0), "wide");
    }

    @Test
    void aJpegThatIsGoneOverThousandsOfTimesIsRefused() {
        byte[] file = Drawn.jpeg(16, 16);
        byte[] scans = new byte[file.length + 300];
        System.arraycopy(file, 0, scans, 0, file.length);
        for (int i = file.length; i < scans.length; i += 2) {
            scans[i] = (byte) 0xFF;
            scans[i + 1] = (byte) 0xDA;
        }
        assertRefused(scans, "scans");
    }

    /** Cut anywhere, or with any byte changed, it is taken or refused; nothing else becomes of it. */
    @Test
    void aBrokenPictureIsRefusedInWords() {
        for (byte[] file : List.of(Drawn.jpeg(40, 30), Drawn.turned(40, 30, 6), Drawn.png(40, 30), Drawn.webp())) {
            for (int i = 0; i < file.length; i += 1 + file.length / 200) {
                takeOrRefuse(Arrays.copyOf(file, i));
                byte[] changed = file.clone();
                changed[i] ^= (byte) 0xFF;
                takeOrRefuse(changed);
            }
        }
    }

    @Test
    void aPictureThatEndsTooEarlyLeavesNothingBehind() {
        assertRefused(Arrays.copyOf(Drawn.png(600, 30), 60), "cannot be unpacked");
    }

    @Test
    void aDiskWithoutRoomTakesNoPicture() {
        Pictures full = new Pictures(PicturesConfig.DEFAULT, new DirectoryStore(directory, Long.MAX_VALUE));
        assertThatThrownBy(() -> full.take(Drawn.jpeg(10, 10)))
                .isInstanceOf(PictureStoreException.class)
                .hasMessageContaining("free");
        assertThat(files()).isEmpty();
    }

    @Test
    void anIdIsNoPath() {
        assertThat(pictures.has("../../../etc/passwd")).isFalse();
        assertThat(pictures.open("..", 0)).isEmpty();
        assertThat(pictures.open("0".repeat(64), 480)).isEmpty();
    }

    private void takeOrRefuse(byte[] file) {
        try {
            pictures.take(file);
        } catch (RefusedPictureException e) {
            assertThat(e).hasMessageMatching("[a-zA-Z].*");
        }
    }

    private void assertRefused(byte[] file, String why) {
        assertThatThrownBy(() -> pictures.take(file))
                .isInstanceOf(RefusedPictureException.class)
                .hasMessageContaining(why);
        assertThat(files()).as("nothing is left of it").isEmpty();
    }

    private byte[] bytes(String id, int width) throws IOException {
        try (var opened = pictures.open(id, width).orElseThrow()) {
            byte[] all = opened.bytes().readAllBytes();
            assertThat(opened.length()).isEqualTo(all.length);
            return all;
        }
    }

    private List<String> files() {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("could not look into " + directory, e);
        }
    }

    private static boolean isRed(BufferedImage picture, int x, int y) {
        Color color = new Color(picture.getRGB(x, y));
        return color.getRed() > 150 && color.getBlue() < 100;
    }
}
