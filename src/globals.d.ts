/** Version of package.json, put in by the build. */
declare const __APP_VERSION__: string;
/** Short commit that was built, put in by the build; "unknown" outside of a repository. */
declare const __APP_COMMIT__: string;
