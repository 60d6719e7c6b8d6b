/** The last line that a checkout in the background prints when it did not succeed. */
export function failureMark(commit: string): string {
  return `preview-checkout failed ${commit}`;
}

/**
 * Brings the checkout to `$PREVIEW_COMMIT` of `$PREVIEW_BRANCH` in the background, or with
 * `PREVIEW_MODE=look` prints what such a run has printed; a look that finds no run starts one.
 *
 * It is the same text for every call. Branch and commit reach it in the environment only, so that
 * what an outsider calls a branch is never read as a command. `refs/heads/` in front keeps it from
 * being an option, and git allows no `:` or `^` in a branch's name. A run resets only while its
 * commit is the one asked for last, so that an older run that is late cannot undo a newer one.
 */
export const CHECKOUT_SCRIPT = `
export GIT_TERMINAL_PROMPT=0 LC_ALL=C
dir=$(git rev-parse --absolute-git-dir) || exit 0
wanted="$dir/preview-wanted"
log="$dir/preview-checkout-$PREVIEW_COMMIT.log"
if [ "$PREVIEW_MODE" = look ] && [ -e "$log" ]; then
  tail -n 25 "$log"
  exit 0
fi
rm -f "$dir"/preview-checkout-*.log
printf %s "$PREVIEW_COMMIT" > "$wanted"
setsid bash -c '
  git fetch --no-tags origin "+refs/heads/$PREVIEW_BRANCH:refs/remotes/origin/$PREVIEW_BRANCH" &&
    [ "$(cat "$1")" = "$PREVIEW_COMMIT" ] &&
    git reset --hard "$PREVIEW_COMMIT" ||
    echo "${failureMark('$PREVIEW_COMMIT')}"
' checkout "$wanted" > "$log" 2>&1 < /dev/null &
`.trim();
