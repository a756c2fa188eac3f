// What every page of the desk loads. The pages work by HTML alone; htmx only
// spares a reload.
import htmx from "htmx.org";

// The content policy forbids eval and inline style, and no request may leave for
// another host: htmx is told not to try.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
// Pages carry report data: none is kept in the browser's storage, and going back
// asks the server again, which records it as a reading.
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
