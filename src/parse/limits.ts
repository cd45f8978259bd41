/** In UTF-16 code units: what is read of one stack trace. */
export const MAX_STACK_LENGTH = 1_048_576;
/** Far more than a trace of that length has, whose lines are longer; of a few characters each there could be half a million. */
export const MAX_STACK_LINES = 65_536;
/** A longer line is never taken for a frame. */
export const MAX_FRAME_LINE_LENGTH = 4096;
/** In all exceptions of a stack trace together. */
export const MAX_FRAMES = 1000;
export const MAX_EXCEPTIONS = 50;
