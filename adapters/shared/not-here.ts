/** Said to all in a channel or group, whoever wrote there and whether the register knows them. */
export const NOT_HERE = 'Please do not write about children or families here: others read this.';
