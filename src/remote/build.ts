/** What machines of one search must have in common: another build may compute other numbers. */
export const BUILD = `${__APP_VERSION__} (${__APP_COMMIT__})`;
