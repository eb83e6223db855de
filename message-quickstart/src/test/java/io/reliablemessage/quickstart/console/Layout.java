package io.reliablemessage.quickstart.console;

import com.microsoft.playwright.Page;
import java.util.List;

/** Looks for what a narrow screen breaks. */
final class Layout {

    /** Controls that are drawn over each other, and whatever makes the page wider than the screen. */
    private static final String PROBLEMS = """
            () => {
                const say = e => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + (e.className && e.className.baseVal === undefined ? '.' + e.className.trim().replace(/\\s+/g, '.') : '') + ' "' + (e.innerText || e.value || '').trim().slice(0, 30) + '"';
                const scrolls = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) { if (/auto|scroll|hidden/.test(getComputedStyle(p).overflowX)) return true; } return false; };
                const floats = e => { for (let p = e; p; p = p.parentElement) { if (/fixed|sticky/.test(getComputedStyle(p).position)) return true; } return false; };
                const onTop = document.querySelector('dialog:modal, [popover]:popover-open');
                const problems = [];
                const width = document.documentElement.clientWidth;
                if (document.scrollingElement.scrollWidth > width) {
                    const wide = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 1 && e.checkVisibility({visibilityProperty: true}) && !scrolls(e));
                    problems.push('the page is ' + document.scrollingElement.scrollWidth + ' wide: ' + wide.slice(0, 3).map(say).join(', '));
                }
                const controls = [...(onTop || document).querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
                    .filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !e.closest('.skip-link') && !e.closest('[popover]:not(:popover-open)'));
                const boxes = controls.map(e => [e, [...e.getClientRects()]]);
                for (let i = 0; i < boxes.length; i++) {
                    for (let j = i + 1; j < boxes.length; j++) {
                        const [a, as] = boxes[i], [b, bs] = boxes[j];
                        if (a.contains(b) || b.contains(a) || floats(a) !== floats(b)) continue;
                        if (as.some(r => bs.some(s => Math.min(r.right, s.right) - Math.max(r.left, s.left) > 2 && Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top) > 2))) {
                            problems.push(say(a) + ' overlaps ' + say(b));
                        }
                    }
                }
                return problems;
            }""";

    private Layout() {}

    @SuppressWarnings("unchecked")
    static List<String> problems(Page page) {
        return (List<String>) page.evaluate(PROBLEMS);
    }
}
