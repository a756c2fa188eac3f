// What every page of the desk loads. The pages work by HTML alone; htmx only
// spares a reload.
import htmx from "htmx.org";

// The content policy forbids eval and inline style, and no request may leave for
// another host: htmx is told not to try. The pages say the first two in a meta
// element too, which htmx reads before anything else.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
// Pages carry report data: none is kept in the browser's storage. Going back
// asks the desk again.
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;

// Nothing of a refusal is swapped into the page: the page is asked for again, and
// says itself how things stand.
document.addEventListener("htmx:responseError", () => location.reload());
