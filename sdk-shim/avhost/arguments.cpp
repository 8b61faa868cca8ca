#include "arguments.hpp"

namespace avhost {
namespace {

// The value of the option at `at`, "--name=value" or "--name value"; moves `at` to the last part taken.
std::string text_of(std::span<const std::string_view> given, std::size_t& at, std::string_view name,
                    std::string_view what) {
    std::string_view word = given[at];
    std::string_view value;
    if (word.size() > name.size()) {
        value = word.substr(name.size() + 1);
    } else if (at + 1 < given.size()) {
        value = given[++at];
    }
    if (value.empty()) {
        throw UsageError{std::string{name} + ": expected " + std::string{what} + " after it"};
    }
    return std::string{value};
}

std::filesystem::path value_of(std::span<const std::string_view> given, std::size_t& at,
                               std::string_view name, std::string_view what = "a folder") {
    return text_of(given, at, name, what);
}

bool is_option(std::string_view word, std::string_view name) {
    return word == name || (word.starts_with(name) && word.size() > name.size() && word[name.size()] == '=');
}

} // namespace

Arguments parse_arguments(std::span<const std::string_view> given) {
    Arguments arguments;
    bool options_over = false;
    for (std::size_t at = 0; at < given.size(); ++at) {
        const auto word = given[at];
        if (options_over || !word.starts_with("-") || word == "-") {
            arguments.words.emplace_back(word);
        } else if (word == "--") {
            options_over = true;
        } else if (is_option(word, "--plugins")) {
            arguments.plugins.add(value_of(given, at, "--plugins"));
        } else if (is_option(word, "--state")) {
            arguments.state = value_of(given, at, "--state");
        } else if (is_option(word, "--key-file")) {
            arguments.key_file = value_of(given, at, "--key-file", "a file");
        } else if (is_option(word, "--try")) {
            arguments.tries.push_back(
                text_of(given, at, "--try", "DEVICE.PROPERTY=VALUE, DEVICE.EVENT or start"));
        } else if (is_option(word, "--given")) {
            arguments.givens.push_back(text_of(given, at, "--given", "DEVICE.PROPERTY=VALUE"));
        } else if (is_option(word, "--at")) {
            arguments.at = text_of(given, at, "--at", "a local time such as 2026-11-27T22:00");
        } else if (is_option(word, "--role")) {
            arguments.role = value_of(given, at, "--role", "operate or set_up").string();
        } else if (word == "--stdio") {
            arguments.stdio = true;
        } else if (word == "--strict") {
            arguments.strict = true;
        } else if (word == "--help" || word == "-h") {
            arguments.help = true;
        } else if (word == "--version") {
            arguments.version = true;
        } else {
            throw UsageError{"expected an option that this program has; it has no " + std::string{word}};
        }
    }
    return arguments;
}

void expect_words(const Arguments& arguments, std::size_t skip, std::span<const std::string_view> names) {
    const std::size_t count = arguments.words.size() - skip;
    if (count < names.size()) {
        throw UsageError{arguments.words.front() + ": expected " + std::string{names[count]} + " after it"};
    }
    if (count > names.size()) {
        throw UsageError{arguments.words.front() + ": expected nothing more before " +
                         arguments.words[skip + names.size()]};
    }
}

std::filesystem::path default_plugins() {
    // As it is built, or as it is installed.
    const auto prefix = std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
    const auto built = prefix / "plugins";
    return std::filesystem::is_directory(built) ? built : prefix / "lib" / "device-plugins";
}

std::string_view usage() {
    return R"(avhost - runs the devices of a site

  avhost run SITE.json [--plugins DIR] [--state DIR] [--key-file FILE] [--stdio] [--strict]
      Runs the site until SIGTERM or SIGINT; SIGHUP has the site file read again. With --stdio it speaks JSON lines: happenings on
      stdout, commands on stdin; the end of stdin ends it. With --strict the exit status is 4
      when a plugin or the host broke a rule of device_plugin.h, which is logged in any case.
  avhost check SITE.json [--plugins DIR]
      Says everything that is wrong with a site file, and what of this machine it needs and would
      not find: certificates, folders, addresses. Asks the plugins too. Starts no device.
  avhost rules SITE.json [--plugins DIR]
      Lists the rules in sentences.
  avhost rules SITE.json --try WHAT... [--given DEVICE.PROPERTY=VALUE...] [--at TIME]
      Says which rules would fire and what they would do, step by step. Sends nothing. WHAT is
      DEVICE.PROPERTY=VALUE for a property that becomes this value, DEVICE.EVENT for an event, or
      start; --given says what else is so; TIME is local, such as 2026-11-27T22:00. With --at
      alone: what fires at that minute.
  avhost describe PLUGIN [--plugins DIR]
      Shows the properties, actions and events of a plugin. Loads no code.
  avhost secret put PLUGIN KEY [--state DIR] [--plugins DIR] [--key-file FILE]
      Stores a secret for a plugin. The value comes from stdin, never from the command line.
      KEY is one that the plugin's manifest names; avhost describe PLUGIN lists them.
      PLUGIN and KEY "mqtt password": the password of the broker.
  avhost secret key FILE [--state DIR]
      Makes a new key to encrypt the secrets with. Never replaces a file.
  avhost sign-in SITE.json DEVICE [--plugins DIR] [--state DIR] [--key-file FILE]
      Signs a device in, step by step, with a browser on any computer or phone. A host that runs
      on the same state folder goes on and takes the new sign-in up at once.
  avhost panel-key NAME [--role operate|set_up]
      Makes a new access key for the touch panel, and says what to do with it. Stores nothing.
  avhost help | --help | --version

  SITE.json   the site file: devices, rules, panel, broker
  PLUGIN      name of the plugin's folder in DIR
  --plugins   folder of the plugins; ../plugins beside this program unless said otherwise, or
              ../lib/device-plugins where that is not there. May be given more than once: a plugin
              is taken from the first folder that has it
  --state     folder of secrets and state; ./state unless said otherwise
  NAME        whose access key it is, such as "lobby wall"
  --role      operate (see and use the devices; unless said otherwise) or set_up (all: sign in and
              out, support bundle, log, reload)
  --key-file  the key that encrypts the secrets, outside the state folder: 64 hex digits, or
              32 bytes as they are or in base64. Without it the environment variable
              AVHOST_KEY_FILE names the file, else the systemd credential avhost-key is
              taken. With none of them only file permissions protect the secrets.

Exit status: 0 all well; 1 it did not work; 2 the command line or the site file is wrong;
3 another run uses the state folder; 4 with --strict: somebody misbehaved.
)";
}

} // namespace avhost
