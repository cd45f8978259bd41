/** What `flawless help` prints. */
export function helpText(): string {
  return HELP;
}

const HELP = `Flawless finds the developer who last touched the line that broke in production, and writes to
them: once. It receives OpenTelemetry data over OTLP/HTTP and forwards it.

Usage: flawless <command>

  start --conf PATH   run the service with the configuration file PATH (also -conf PATH)
  check --conf PATH   read all configuration, try the repository, mail server and upstream, and say
                      what is wrong
  blame [FILE]        tell who would be blamed for a stack trace, and why
  test-email ADDRESS --conf PATH
                      send a mail as the service would
  sourcemaps upload DIR
                      send the source maps in DIR to a running Flawless
  hash-password       read a password and print what web_users keeps of it
  options             list every option: name, type, default, environment variable, what it does
  help                show this text

flawless blame reads a stack trace as printed from FILE, or from standard input without FILE or with
-, and writes, counts and mails nothing:

    --conf PATH           options and rules; without it the git checkout around the current
                          directory is read, with default options and no rules
    --language NAME       as telemetry.sdk.language; without it the shape of the trace tells
    --service NAME, --service-version VERSION, --revision COMMIT
                          what ran, to read the lines as they were
    --type NAME, --message TEXT
                          of the exception, where the trace does not tell
    --json                print one JSON document

It ends with 0 when a line was blamed, 3 when none was, 1 when it failed, and 2 when it was used
wrongly.

flawless sourcemaps upload sends the maps of all compiled JavaScript in DIR; run it in the checkout
that was built:

    --service NAME, --version VERSION
                          the service.name and service.version that its traces come with
    --to URL              the address of the web pages, http://localhost:8080 if not said
    --token TOKEN         one of the server's upload_tokens; better set FLAWLESS_UPLOAD_TOKEN

flawless check ends with 0 when all is well, and with 1 when something is wrong. It can be run
beside a running Flawless.

Examples: flawless check --conf config/flawless.yaml
          flawless start --conf config/flawless.yaml
          flawless blame --revision v1.2.3 trace.txt
          flawless sourcemaps upload dist --service shop --version 1.2.3`;
