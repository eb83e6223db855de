package io.reliablemessage.quickstart.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;

/**
 * What somebody's browser looks like.
 *
 * @param language as in {@code zh-CN}
 */
record Look(int width, int height, ColorScheme theme, String language) {

    static final Look USUAL = new Look(1280, 800, ColorScheme.LIGHT, "en-GB");
    static final Look PHONE = new Look(390, 844, ColorScheme.LIGHT, "en-GB");

    Look dark() {
        return new Look(width, height, ColorScheme.DARK, language);
    }

    /** For pictures of pages that are worth it: so that nothing is cut that belongs together. */
    Look tall() {
        return new Look(width, 1_560, theme, language);
    }

    Look chinese() {
        return new Look(width, height, theme, "zh-CN");
    }

    Browser.NewContextOptions options() {
        return new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(theme)
                .setLocale(language)
                .setTimezoneId("Europe/Berlin")
                .setAcceptDownloads(true);
    }
}
