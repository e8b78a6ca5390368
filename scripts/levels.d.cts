interface Folder {
  readonly path: string;
  readonly holds: string;
}

export declare const levels: readonly { readonly name: string; readonly folders: readonly Folder[] }[];
export declare function allowedImports(): ReadonlyMap<string, readonly string[]>;
