/**
 * The entry of a built app (`__forge__.cjs`): hands over to the wrapper that lies beside it. Which
 * file that is comes from the runner's environment, as in `@forge/tunnel`.
 */
'use strict';

const { join } = require('node:path');

const directory = process.env.FORGE_EFS_RUNTIME_PATH;
exports.main = require(join(directory, process.env.FORGE_CUSTOM_WRAPPER_FILE_NAME)).main;
