#!/usr/bin/env node
// Starts everything from a fresh clone. Old syntax on purpose: it must run on whatever Node is there, fetch a newer one
// from npm when that is too old, install the locked dependencies and build what is stale. No dependencies.
"use strict";

const { spawn, spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } = require("node:fs");
const { delimiter, dirname, join } = require("node:path");

const ROOT = dirname(__dirname);
const NEEDED = [22, 19];
const FETCHED_NODE = "24.21.0";
const MARKER = join(ROOT, "node_modules", ".installed");

function main() {
  const command = process.argv[2] || "start";
  const rest = process.argv.slice(3);
  const node = findNode();
  switch (command) {
    case "start":
      install(node, false);
      build(node);
      return exec(node, [join(ROOT, "dist", "main.js"), ...rest]);
    case "dev":
      install(node, true);
      return exec(node, ["--watch", join(ROOT, "src", "main.ts"), ...rest]);
    case "client":
      install(node, true);
      return exec(node, [join(ROOT, "scripts", "client", "generate.ts"), ...rest]);
    case "check":
    case "test":
    case "bench": {
      install(node, true);
      build(node);
      const script = command === "bench" ? join(ROOT, "bench", "run.ts") : join(ROOT, "scripts", `${command}.ts`);
      return exec(node, [script, ...rest]);
    }
    default:
      // keys, projects, logs, login, doctor…: the command line of a gateway.
      install(node, false);
      build(node);
      return exec(node, [join(ROOT, "dist", "cli.js"), ...process.argv.slice(2)]);
  }
}

/** A Node that is new enough: this one, or one from npm kept in .runtime/. */
function findNode() {
  const have = process.versions.node.split(".").map(Number);
  if (have[0] > NEEDED[0] || (have[0] === NEEDED[0] && have[1] >= NEEDED[1])) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(ROOT, ".runtime", FETCHED_NODE);
  const node = join(home, "node_modules", name, "bin", "node");
  if (!existsSync(node)) {
    say(`Node ${process.versions.node} is too old; fetching Node ${FETCHED_NODE} from npm into .runtime/ (once)`);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "package.json"), '{"private":true}');
    const args = [
      "install",
      "--no-save",
      "--no-audit",
      "--no-fund",
      "--no-package-lock",
      "--ignore-scripts",
      "--prefix",
      home,
      `${name}@${FETCHED_NODE}`,
    ];
    const result = npm(process.execPath, args, home);
    if (result.status !== 0 || !existsSync(node)) {
      stop(
        `Node.js >= ${NEEDED.join(".")} is needed, this is ${process.versions.node}, and ${name}@${FETCHED_NODE} could not be installed. Install a newer Node.js.`,
      );
    }
  }
  return node;
}

/** Installs what package-lock.json says, unless it is there. `all` includes what development needs. */
function install(node, all) {
  const lock = createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");
  const have = existsSync(MARKER) ? readFileSync(MARKER, "utf8").trim() : "";
  if (have === `${lock} all` || (!all && have === `${lock} production`)) return;
  say("installing locked dependencies");
  // `npm ci` refuses a lock file that lacks other platforms' binaries; this keeps to the locked versions as well.
  const args = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  // Where development was set up it stays: left out, npm would remove it.
  const everything = all || existsSync(join(ROOT, "node_modules", "typescript"));
  if (!everything) args.push("--omit=dev");
  const result = npm(node, args, ROOT);
  if (result.status !== 0) stop("npm install failed; its messages are above.");
  writeFileSync(MARKER, `${lock} ${everything ? "all" : "production"}`);
}

/** Bundles src/ into dist/ when anything in it has changed. */
function build(node) {
  const stamp = join(ROOT, "dist", ".built");
  const now = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
  const result = spawnSync(node, [join(ROOT, "scripts", "build.ts")], {
    cwd: ROOT,
    stdio: "inherit",
    env: environment(node),
  });
  if (result.status !== 0) stop("the build failed; its messages are above.");
  writeFileSync(stamp, now);
}

function fingerprint() {
  const hash = createHash("sha256");
  const visit = (path) => {
    const stat = statSync(path);
    // Tests are no part of the bundle.
    if (/\.test\.tsx?$/.test(path)) return;
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name));
    else hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
  };
  for (const name of ["src", "dashboard", "scripts", "package.json", "package-lock.json"]) visit(join(ROOT, name));
  return hash.digest("hex");
}

/** Runs npm under a given Node; npm's own path is known when npm started us. */
function npm(node, args, cwd) {
  const cli = process.env.npm_execpath;
  const options = { cwd, stdio: ["ignore", "inherit", "inherit"], env: environment(node) };
  if (cli && /\.[cm]?js$/.test(cli)) return spawnSync(node, [cli, ...args], options);
  return spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
}

function environment(node) {
  return { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
}

/** Hands over to the long-lived process: signals go to it, its exit code is ours. */
function exec(node, args) {
  const child = spawn(node, args, { cwd: ROOT, stdio: "inherit", env: environment(node) });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal ? 1 : code));
}

function say(message) {
  process.stderr.write(`llm-gateway: ${message}\n`);
}

function stop(message) {
  say(message);
  process.exit(1);
}

main();
