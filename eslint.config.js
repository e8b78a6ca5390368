// Biome formats and lints; this run adds two rules that need type information, and one that it does not have.
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "coverage", "node_modules", "**/*.assembly.ts"] },
  {
    files: ["src/**/*.ts", "gadgets/**/*.ts", "test/**/*.ts", "bench/**/*.ts", "scripts/**/*.ts"],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
    },
  },
  {
    files: ["web/src/**/*.{ts,tsx}"],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: "./web/tsconfig.json", tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: { "@typescript-eslint/no-floating-promises": "error" },
  },
  {
    // Bugs that are detected may be a RangeError or TypeError: they have no code, and count as internal errors.
    files: ["src/**/*.ts", "gadgets/**/*.ts"],
    ignores: ["src/testing/**", "src/numerics/kernels/**", "src/errors/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "ThrowStatement > NewExpression[callee.name='Error']",
          message: "Throw an error whose code is declared: see defineErrors in src/errors.",
        },
        {
          selector: "ClassDeclaration[superClass.name=/^(|Type|Range|Syntax)Error$/]",
          message: "Declare the codes of the class: see defineErrors in src/errors.",
        },
      ],
    },
  },
);
