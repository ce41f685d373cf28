// How a changeset reads in CHANGELOG.md: its sentences and the commit it came with. All packages share one version, so lines
// about updated siblings would only repeat it.
module.exports = {
  getReleaseLine: async ({ summary, commit }) => {
    const [first, ...rest] = summary.trim().split('\n');
    return [`- ${first}${commit ? ` (${commit.slice(0, 7)})` : ''}`, ...rest.map((line) => `  ${line}`)].join(
      '\n',
    );
  },
  getDependencyReleaseLine: async () => '',
};
