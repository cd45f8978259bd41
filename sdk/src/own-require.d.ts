export declare function createOwnRequire(): NodeJS.Require;
export declare function importApi(): Promise<object>;
export declare function requireApi(): object | undefined;
