import * as z from "zod";

/** Without this zod tries whether it may compile its checks with `new Function`: the page's Content-Security-Policy says no, and browsers report every try. */
z.config({ jitless: true });

export { z };
