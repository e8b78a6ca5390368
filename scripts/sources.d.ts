export declare function sourcesHash(): string;
export declare function isBuilt(): boolean;
export declare function recordBuild(hash: string): void;
