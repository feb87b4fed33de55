package dev.gavel.cli.demo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;

/** What stands on the table, in the order of the demo's titles. Drawn on a ground of 1600 by 1200. */
enum Thing {
    MOON_JAR(0.58f, 0.78f, 0.45, 0.42) {
        @Override
        void draw(StillLife life) {
            Color light = new Color(0xF6F2E8);
            Color dark = new Color(0x8F8A80);
            life.shadow(820, 1010, 640, 110);
            life.flat(trapeze(680, 980, 930, 1020, 24), mixed(light, dark), dark);
            life.round(new Ellipse2D.Double(430, 330, 750, 700), light, dark);
            life.line(new Arc2D.Double(432, 600, 746, 150, 190, 150, Arc2D.OPEN), 3, new Color(120, 112, 100, 60));
            life.flat(trapeze(665, 318, 945, 372, -26), light, dark);
            life.round(new Ellipse2D.Double(639, 296, 332, 48), new Color(0x6D675E), new Color(0x3A352F));
            life.line(new Ellipse2D.Double(639, 296, 332, 48), 7, new Color(0xEFEADF));
        }
    },
    FOUNTAIN_PEN(0.07f, 0.83f, 0.34, 0.68) {
        @Override
        void draw(StillLife life) {
            life.pen.transform(AffineTransform.getRotateInstance(-0.42, 800, 760));
            life.shadow(820, 830, 1080, 80);
            Color ink = new Color(0x2B4A63);
            Color deep = new Color(0x0E1B28);
            life.flat(bar(470, 715, 690, 90, 40), ink, deep);
            life.flat(bar(980, 704, 330, 112, 50), ink, deep);
            life.flat(new Rectangle2D.Double(968, 704, 26, 112), GOLD, BRONZE);
            life.flat(bar(1010, 690, 270, 18, 9), GOLD, BRONZE);
            life.flat(quad(470, 722, 360, 742, 360, 778, 470, 798), deep, Color.BLACK);
            life.flat(quad(362, 738, 215, 758, 215, 764, 362, 782), GOLD, BRONZE);
            life.line(new Line2D.Double(220, 761, 330, 761), 3, deep);
            life.line(new Line2D.Double(500, 732, 960, 732), 8, new Color(255, 255, 255, 70));
        }
    },
    BICYCLE(0.45f, 0.8f, 0.68, 0.6) {
        @Override
        void draw(StillLife life) {
            Color frame = new Color(0x9E2F26);
            Color steel = new Color(0xC9CCC9);
            life.shadow(480, 1005, 420, 40);
            life.shadow(1120, 1005, 420, 40);
            for (int x : new int[] {480, 1120}) {
                Shape wheel = new Ellipse2D.Double(x - 235, 530, 470, 470);
                for (int i = 0; i < 18; i++) {
                    double way = Math.PI * i / 9;
                    life.line(
                            new Line2D.Double(x, 765, x + 228 * Math.cos(way), 765 + 228 * Math.sin(way)),
                            2,
                            new Color(210, 212, 208, 130));
                }
                life.line(wheel, 20, new Color(0x23211F));
                life.line(new Ellipse2D.Double(x - 221, 544, 442, 442), 7, steel);
                life.round(new Ellipse2D.Double(x - 20, 745, 40, 40), steel, Color.DARK_GRAY);
            }
            life.line(path(480, 765, 660, 470, 1040, 440, 770, 765, 480, 765), 17, frame);
            life.line(path(640, 400, 770, 765), 17, frame);
            life.line(path(1020, 360, 1045, 450, 1120, 765), 17, frame);
            life.line(path(1020, 350, 1090, 330, 1150, 350), 14, steel);
            life.line(path(1130, 348, 1190, 372), 22, new Color(0x5A3822));
            life.round(
                    new RoundRectangle2D.Double(545, 370, 200, 40, 40, 40), new Color(0x9A6A42), new Color(0x3D2413));
            life.line(new Ellipse2D.Double(705, 700, 130, 130), 13, steel);
            life.line(path(770, 765, 836, 850, 880, 850), 12, steel);
        }
    },
    MAP(0.11f, 0.86f, 0.5, 0.5) {
        @Override
        void draw(StillLife life) {
            Color paper = new Color(0xF1E3C2);
            Color old = new Color(0xB79A66);
            life.shadow(820, 900, 1200, 240);
            double[] xs = {270, 540, 800, 1070, 1340};
            for (int i = 0; i < 4; i++) {
                double up = i % 2 == 0 ? 0 : 46;
                double down = i % 2 == 0 ? 46 : 0;
                Shape fold = quad(xs[i], 300 + up, xs[i + 1], 300 + down, xs[i + 1], 900 + down, xs[i], 900 + up);
                life.flat(fold, i % 2 == 0 ? paper : mixed(paper, old), i % 2 == 0 ? mixed(paper, old) : paper);
                life.pen.setClip(fold);
                for (int ring = 0; ring < 7; ring++) {
                    double size = 110 + 92 * ring;
                    life.line(
                            new Ellipse2D.Double(700 - size * 0.72, 560 - size * 0.45, size * 1.5, size * 0.86),
                            4,
                            new Color(110, 84, 48, 120));
                }
                life.line(curve(250, 740, 520, 560, 820, 860, 1360, 650), 26, new Color(70, 118, 138, 190));
                life.pen.setClip(null);
            }
            life.line(new Ellipse2D.Double(655, 520, 110, 80), 9, new Color(0xA23A2A));
            life.round(new Ellipse2D.Double(694, 544, 32, 32), new Color(0xD3513C), new Color(0x7A1F14));
        }
    },
    CELLO_BOW(0.02f, 0.62f, 0.27, 0.72) {
        @Override
        void draw(StillLife life) {
            Color varnish = new Color(0xA85A2A);
            Color dark = new Color(0x2C120A);
            life.shadow(1200, 1105, 560, 60);
            Path2D body = new Path2D.Double();
            body.moveTo(1180, 330);
            body.curveTo(1400, 320, 1460, 440, 1420, 560);
            body.curveTo(1340, 640, 1350, 720, 1440, 780);
            body.curveTo(1560, 940, 1470, 1110, 1180, 1110);
            body.curveTo(890, 1110, 800, 940, 920, 780);
            body.curveTo(1010, 720, 1020, 640, 940, 560);
            body.curveTo(900, 440, 960, 320, 1180, 330);
            life.round(body, varnish, dark);
            life.line(body, 6, new Color(30, 12, 6, 150));
            life.line(curve(1040, 650, 990, 750, 1090, 790, 1040, 890), 13, new Color(0x1A0B06));
            life.line(curve(1320, 650, 1370, 750, 1270, 790, 1320, 890), 13, new Color(0x1A0B06));
            life.flat(quad(1150, -20, 1210, -20, 1222, 700, 1138, 700), new Color(0x3A2A24), Color.BLACK);
            life.flat(quad(1120, 850, 1240, 850, 1232, 872, 1128, 872), new Color(0xC98F55), dark);
            life.flat(quad(1146, 930, 1214, 930, 1204, 1090, 1156, 1090), new Color(0x2B2320), Color.BLACK);
            for (int string = 0; string < 4; string++) {
                life.line(
                        new Line2D.Double(1159 + 14 * string, -20, 1150 + 20 * string, 935),
                        3,
                        new Color(225, 220, 205, 190));
            }
            life.pen.transform(AffineTransform.getRotateInstance(-0.33, 760, 800));
            life.shadow(720, 850, 1180, 50);
            life.line(curve(140, 800, 500, 776, 900, 776, 1330, 790), 17, new Color(0x5B2A14));
            life.line(curve(140, 795, 500, 771, 900, 771, 1330, 785), 4, new Color(255, 220, 180, 120));
            life.line(new Line2D.Double(240, 842, 1322, 826), 9, new Color(0xEDE6D6));
            life.flat(bar(150, 798, 140, 56, 16), new Color(0x2B2624), Color.BLACK);
            life.round(new Ellipse2D.Double(206, 812, 28, 28), Color.WHITE, new Color(0x9AA7A5));
            life.flat(quad(1310, 780, 1350, 786, 1338, 838, 1316, 832), new Color(0x5B2A14), Color.BLACK);
            life.flat(bar(92, 788, 52, 24, 10), GOLD, BRONZE);
        }
    },
    TYPEWRITER(0.4f, 0.74f, 0.45, 0.72) {
        @Override
        void draw(StillLife life) {
            Color body = new Color(0x3F6B62);
            Color dark = new Color(0x152B28);
            life.shadow(820, 1030, 1080, 130);
            life.flat(quad(560, 190, 1050, 190, 1070, 470, 540, 470), new Color(0xFBF7EC), new Color(0xCFC8B6));
            for (int i = 0; i < 5; i++) {
                life.line(
                        new Line2D.Double(630, 250 + 38 * i, i == 4 ? 820 : 980, 250 + 38 * i),
                        5,
                        new Color(70, 64, 58, 120));
            }
            life.flat(bar(340, 440, 930, 96, 96), new Color(0x4A4744), new Color(0x161413));
            life.round(new Ellipse2D.Double(290, 448, 80, 80), new Color(0x77706A), Color.BLACK);
            life.round(new Ellipse2D.Double(1240, 448, 80, 80), new Color(0x77706A), Color.BLACK);
            life.flat(quad(430, 510, 1180, 510, 1300, 760, 310, 760), body, dark);
            life.flat(quad(310, 750, 1300, 750, 1360, 1030, 250, 1030), mixed(body, dark), dark);
            life.round(new RoundRectangle2D.Double(640, 580, 330, 90, 90, 90), new Color(0x1B2E2B), Color.BLACK);
            for (int row = 0; row < 3; row++) {
                for (int key = 0; key < 10; key++) {
                    double x = 350 - row * 14 + key * (88 + row * 3.0) + row * 12;
                    double y = 776 + row * 78.0;
                    life.round(new Ellipse2D.Double(x, y, 64, 56), new Color(0xF4EBD6), new Color(0x9C9078));
                    life.line(new Ellipse2D.Double(x, y, 64, 56), 5, new Color(0x2A2320));
                }
            }
        }
    },
    SEXTANT(0.6f, 0.56f, 0.42, 0.66) {
        @Override
        void draw(StillLife life) {
            life.shadow(800, 1015, 940, 100);
            Shape arc = new Arc2D.Double(260, -20, 1080, 1000, 232, 76, Arc2D.OPEN);
            life.line(arc, 74, BRONZE);
            life.line(arc, 58, GOLD);
            for (int i = 0; i <= 30; i++) {
                double way = Math.toRadians(-(234 + i * 2.4));
                double x = 800 + 540 * Math.cos(way);
                double y = 480 + 500 * Math.sin(way);
                double length = i % 5 == 0 ? 0.94 : 0.965;
                life.line(
                        new Line2D.Double(x, y, 800 + (x - 800) * length, 480 + (y - 480) * length),
                        4,
                        new Color(0x3A2A12));
            }
            life.line(path(800, 260, 470, 880), 34, GOLD);
            life.line(path(800, 260, 1130, 880), 34, BRONZE);
            life.line(path(620, 600, 980, 600), 24, BRONZE);
            life.line(path(800, 260, 900, 985), 26, new Color(0xF1D48A));
            life.round(new Ellipse2D.Double(730, 190, 140, 140), new Color(0xF6E2A8), BRONZE);
            life.round(new Ellipse2D.Double(768, 228, 64, 64), new Color(0x556068), new Color(0x14181B));
            life.pen.transform(AffineTransform.getRotateInstance(-0.1, 1000, 500));
            life.flat(bar(930, 450, 330, 84, 30), new Color(0x34302D), Color.BLACK);
            life.flat(new Rectangle2D.Double(1240, 436, 44, 112), GOLD, BRONZE);
            life.flat(new Rectangle2D.Double(920, 442, 30, 100), GOLD, BRONZE);
            life.flat(quad(540, 420, 650, 400, 650, 520, 540, 540), new Color(0x8FB3AE), new Color(0x33504E));
        }
    },
    SILK_SCREEN(0.95f, 0.7f, 0.42, 0.5) {
        @Override
        void draw(StillLife life) {
            life.shadow(800, 1020, 1300, 110);
            double[] xs = {220, 510, 800, 1090, 1380};
            Color silk = new Color(0xE9C77B);
            Color deep = new Color(0x9A6B2A);
            for (int i = 0; i < 4; i++) {
                double up = i % 2 == 0 ? 0 : 50;
                double down = 50 - up;
                Shape panel = quad(xs[i], 210 + up, xs[i + 1], 210 + down, xs[i + 1], 970 + down, xs[i], 970 + up);
                life.flat(panel, i % 2 == 0 ? silk : mixed(silk, deep), i % 2 == 0 ? mixed(silk, deep) : deep);
                life.pen.setClip(panel);
                life.round(new Ellipse2D.Double(980, 300, 190, 190), new Color(0xD9573F), new Color(0x8F2A1C));
                Area hills = new Area(new Ellipse2D.Double(120, 720, 760, 520));
                hills.add(new Area(new Ellipse2D.Double(620, 790, 980, 480)));
                life.flat(hills, new Color(0x4F7A6C), new Color(0x1D3A35));
                life.line(curve(330, 1000, 360, 700, 300, 560, 470, 380), 22, new Color(0x33251C));
                for (int leaf = 0; leaf < 16; leaf++) {
                    double x = 250 + leaf * 137 % 230 + leaf % 3 * 24;
                    double y = 330 + leaf * 71 % 270;
                    life.round(new Ellipse2D.Double(x, y, 58, 34), new Color(0xF3E6DA), new Color(0xC98B80));
                }
                life.pen.setClip(null);
                life.pen.setStroke(new BasicStroke(9));
                life.line(panel, 10, new Color(0x3A1F16));
            }
        }
    };

    private static final Color GOLD = new Color(0xD9B25A);
    private static final Color BRONZE = new Color(0x6E4E1E);

    private final float hue;
    private final float light;
    private final double detailX;
    private final double detailY;

    Thing(float hue, float light, double detailX, double detailY) {
        this.hue = hue;
        this.light = light;
        this.detailX = detailX;
        this.detailY = detailY;
    }

    abstract void draw(StillLife life);

    float hue() {
        return hue;
    }

    /** How bright the wall is. */
    float light() {
        return light;
    }

    /** What is looked at from nearby, as a part of the width. */
    double detailX() {
        return detailX;
    }

    double detailY() {
        return detailY;
    }

    private static Color mixed(Color one, Color other) {
        return StillLife.mixed(one, other, 0.5);
    }

    private static Shape bar(double x, double y, double width, double height, double round) {
        return new RoundRectangle2D.Double(x, y, width, height, round, round);
    }

    /** As wide as that above, and narrower or wider below. */
    private static Shape trapeze(double left, double top, double right, double bottom, double in) {
        return quad(left, top, right, top, right - in, bottom, left + in, bottom);
    }

    private static Shape quad(double... xy) {
        Path2D path = path(xy);
        path.closePath();
        return path;
    }

    private static Path2D path(double... xy) {
        var path = new Path2D.Double();
        path.moveTo(xy[0], xy[1]);
        for (int i = 2; i < xy.length; i += 2) {
            path.lineTo(xy[i], xy[i + 1]);
        }
        return path;
    }

    private static Shape curve(double... xy) {
        var path = new Path2D.Double();
        path.moveTo(xy[0], xy[1]);
        path.curveTo(xy[2], xy[3], xy[4], xy[5], xy[6], xy[7]);
        return path;
    }
}
