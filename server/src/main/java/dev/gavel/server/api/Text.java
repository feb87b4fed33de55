package dev.gavel.server.api;

/** Text that people wrote. Any language, any direction, any emoji; nothing that is no text. */
final class Text {
    private Text() {}

    /** One line. */
    static String line(String field, String text, int lengthMax) {
        return checked(field, text, lengthMax, "");
    }

    /** Lines. */
    static String paragraphs(String field, String text, int lengthMax) {
        return checked(field, text, lengthMax, "\n\r\t");
    }

    private static String checked(String field, String text, int lengthMax, String controlsAllowed) {
        if (text.length() > lengthMax) {
            throw refused(field + " has more than " + lengthMax + " characters");
        }
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            // A NUL breaks PostgreSQL's text, half a surrogate pair has no UTF-8, and other controls no meaning.
            if (Character.isISOControl(point) && controlsAllowed.indexOf(point) < 0) {
                throw refused(field + " holds the control character " + point);
            }
            if (Character.getType(point) == Character.SURROGATE) {
                throw refused(field + " holds half a surrogate pair");
            }
            i += Character.charCount(point);
        }
        return text;
    }

    private static ProblemException refused(String detail) {
        return new ProblemException(ProblemType.UNACCEPTABLE_VALUE, detail);
    }
}
