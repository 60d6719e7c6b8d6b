/** How a run of the checkout ends: with a line of one of these and the commit. */
export type Ending = 'done' | 'failed' | 'no-submodules';

/** What the last line of a run begins with. */
export const MARK = 'preview-checkout';

/** The last line of a run; `busy` says that something is still at it. */
export function markOf(ending: Ending | 'busy', commit: string): string {
  return `${MARK} ${ending} ${commit}`;
}

/** In front of what a pull said that was refused, `PREVIEW_PULL`. */
export const PULL_MARK = 'git pull: ';

/** Folders of dependencies: an install keeps them right, and to make them anew takes long. */
const KEPT = [
  'node_modules',
  '.venv',
  'venv',
  'vendor',
  '.yarn',
  '.pnpm-store',
  '.gradle',
  '.cache',
  // Codesphere's own, and where its users keep what has to stay.
  '.codesphere-internal',
];

/**
 * Brings the checkout to `PREVIEW_COMMIT` of `PREVIEW_BRANCH` at `PREVIEW_URL`.
 * `PREVIEW_MODE=ready` makes git fit for it: it takes away locks that no living git holds, and has the
 * remote be where the repository is now, whatever it was called when it was cloned: an address that leads there
 * stays, with the account in it that a clone may have left for pulls. `start` does the
 * rest in the background, and prints what that printed by now. `look` prints it, too, or that a git that
 * was started otherwise is still at work.
 *
 * `refs/heads/` in front keeps a branch from being an option, and git allows no `:` or `^` in its name. A
 * run resets only while its commit is the one asked for last, so that an older run that is late cannot
 * undo a newer one. It fetches only what a pull before did not bring: that has the credentials of a
 * private remote, and whether a command in here has them is not documented.
 */
export const CHECKOUT_SCRIPT = `
dir=$(git rev-parse --absolute-git-dir) || exit 0
export dir
base="$dir/preview-checkout-$PREVIEW_COMMIT"
git_lives() {
  for process in /proc/[0-9]*; do
    read -r name 2> /dev/null < "$process/comm" && [ "$name" = git ] || continue
    case "$(readlink "$process/cwd")/" in "$PWD"/*) return 0 ;; esac
  done
  return 1
}
locks() { find "$dir" -name '*.lock' -type f "$@"; }
export -f git_lives locks
if [ "$PREVIEW_MODE" = ready ]; then
  git_lives || locks -delete
  origin=$(git config --get-all remote.origin.url | sed -E 's|^(https?://)[[:alnum:]._~%:+=-]*@|\\1|')
  [ "$origin" = "$PREVIEW_URL" ] || git config --replace-all remote.origin.url "$PREVIEW_URL"
  exit 0
fi
if [ "$PREVIEW_MODE" = look ]; then
  if [ -e "$base.log" ]; then
    tail -n 25 "$base.log"
    kill -0 "$(cat "$base.pid")" 2> /dev/null && echo "${markOf('busy', '$PREVIEW_COMMIT')}"
  elif git_lives; then
    echo "${markOf('busy', '$PREVIEW_COMMIT')}"
  fi
  exit 0
fi
rm -f "$dir"/preview-checkout-*
printf %s "$PREVIEW_COMMIT" > "$dir/preview-wanted"
setsid bash -c '
  [ -z "$PREVIEW_PULL" ] || echo "${PULL_MARK}$PREVIEW_PULL"
  finish() { echo "${MARK} $1 $PREVIEW_COMMIT"; exit; }
  for second in $(seq 60); do
    [ -n "$(locks -print -quit)" ] && git_lives || break
    sleep 1
  done
  locks -delete
  git cat-file -e "$PREVIEW_COMMIT^{commit}" 2> /dev/null ||
    git fetch --no-tags origin "+refs/heads/$PREVIEW_BRANCH:refs/remotes/origin/$PREVIEW_BRANCH" ||
    finish failed
  [ "$(cat "$dir/preview-wanted")" = "$PREVIEW_COMMIT" ] || finish failed
  git reset --hard "$PREVIEW_COMMIT" || finish failed
  if [ "$PREVIEW_FRESH" != yes ]; then
    git clean -ffdxq ${KEPT.map((name) => `-e ${name}`).join(' ')}
  fi
  if [ -e .gitmodules ]; then
    git submodule --quiet sync --recursive &&
      git submodule update --init --recursive --force &&
      git submodule --quiet foreach --recursive "git clean -ffdxq" || finish no-submodules
  fi
  finish done
' > "$base.log" 2>&1 < /dev/null &
echo $! > "$base.pid"
for moment in $(seq 20); do
  kill -0 $! 2> /dev/null || break
  sleep 0.1
done
tail -n 25 "$base.log"
`.trim();
