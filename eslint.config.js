import tseslint from 'typescript-eslint';

// Biome does the rest. These two need types, which Biome cannot see through an SDK; a promise lost here is
// an alert that never reaches anybody.
export default tseslint.config({
  files: ['{src,adapters,test,bench}/**/*.ts'],
  languageOptions: {
    parser: tseslint.parser,
    parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
  },
  plugins: { '@typescript-eslint': tseslint.plugin },
  rules: {
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/no-misused-promises': 'error',
  },
});
