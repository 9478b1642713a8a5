/**
 * Exits 0 where node_modules holds exactly what package-lock.json names, 1 where it does not. npm writes its own list of
 * what is there (node_modules/.package-lock.json) last of all, so an interrupted install counts as none.
 * Runs on whatever Node the machine has, before ours is installed: plain old JavaScript, no dependencies.
 */
const fs = require("fs");

function packagesOf(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")).packages;
  } catch (_error) {
    return {};
  }
}

const wanted = packagesOf("package-lock.json");
const present = packagesOf("node_modules/.package-lock.json");

/** Optional packages are for other platforms as well, so they may be absent; the root is the project itself. */
const missing = Object.keys(wanted).filter((place) => place !== "" && !wanted[place].optional && !present[place]);
const different = Object.keys(present).filter(
  (place) => !wanted[place] || wanted[place].version !== present[place].version || wanted[place].integrity !== present[place].integrity,
);

process.exit(missing.length + different.length === 0 ? 0 : 1);
