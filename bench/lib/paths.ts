import { fileURLToPath } from "node:url";

export const repositoryDir = fileURLToPath(new URL("../../", import.meta.url));
export const nativeDir = fileURLToPath(new URL("../native/", import.meta.url));
/** Everything the benchmark makes: binaries, request bodies, configuration, logs, the Portkey install. Git-ignored. */
export const buildDir = fileURLToPath(new URL("../.build/", import.meta.url));
export const readmeFile = fileURLToPath(new URL("../README.md", import.meta.url));
