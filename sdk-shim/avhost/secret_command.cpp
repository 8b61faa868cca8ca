// avhost secret put: a value from stdin into a plugin's secret store, or the bridge's. The value goes nowhere
// else: not to the command line, the screen, the log or an error text. avhost secret key: a new key for the
// store.
#include "commands.hpp"

#include "key_choice.hpp"

#include "host/file_store.hpp"
#include "host/key_file.hpp"
#include "host/names.hpp"
#include "host/other_keys.hpp"
#include "host/plugin_manifest.hpp"
#include "host/secret_key.hpp"
#include "host/site_mqtt.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <iostream>
#include <string>

#include <termios.h>
#include <unistd.h>

namespace avhost {
namespace {

// A terminal that does not show what is typed, until the end of the scope. SIGINT and SIGTERM end the reading
// and not the program, so that the terminal is put right in any case.
class HiddenTyping {
public:
    HiddenTyping() {
        struct sigaction interrupt {};
        interrupt.sa_handler = [](int) {}; // without SA_RESTART: read() returns EINTR
        ::sigaction(SIGINT, &interrupt, nullptr);
        ::sigaction(SIGTERM, &interrupt, nullptr);
        ::tcgetattr(STDIN_FILENO, &before_);
        termios hidden = before_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
        std::cerr << "Value (it is not shown), then Enter: " << std::flush;
    }
    ~HiddenTyping() {
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        std::cerr << '\n';
    }
    HiddenTyping(const HiddenTyping&) = delete;
    HiddenTyping& operator=(const HiddenTyping&) = delete;

private:
    termios before_{};
};

// Up to the end of stdin, or to the first Enter on a terminal; one byte more than allowed at most.
std::string read_value(bool is_terminal) {
    std::string value;
    std::array<char, 4096> room{};
    value.reserve(host::FileStore::largest_value + 1 +
                  room.size()); // it does not move, so it leaves no copies
    while (value.size() <= host::FileStore::largest_value + 1) {
        const ssize_t got = ::read(STDIN_FILENO, room.data(), room.size());
        if (got < 0) {
            const int reason = errno;
            host::wipe(room);
            host::wipe(value);
            throw std::runtime_error{reason == EINTR
                                         ? "secret put: interrupted; nothing was stored"
                                         : "secret put: expected a value on stdin; it cannot be read"};
        }
        value.append(room.data(), static_cast<std::size_t>(got));
        if (got == 0 || (is_terminal && value.ends_with('\n'))) {
            break;
        }
    }
    host::wipe(room);
    if (value.ends_with('\n')) {
        value.pop_back();
    }
    return value;
}

std::string ask_for_value() {
    if (::isatty(STDIN_FILENO) == 0) {
        return read_value(false);
    }
    const HiddenTyping hidden;
    return read_value(true);
}

// A plugin holds the lock for one exchange with its service.
constexpr std::chrono::seconds longest_renewal{15};

// Waits for whoever renews this secret right now and has read the old one, so that he does not write over
// ours. Should he hang, the person's word counts for more.
void put_secret(host::FileStore& store, const std::string& key, const std::string& value) {
    std::uint64_t lock = 0;
    try {
        lock = store.lock(key, longest_renewal);
    } catch (const host::StoreError& problem) {
        if (problem.reason() != host::StoreError::Reason::busy) {
            throw;
        }
    }
    store.put(key, value);
    store.unlock(lock);
}

// Throws UsageError for a key that the plugin does not read: a typing error, most often.
void expect_secret_of(const host::Manifest& manifest, const std::string& plugin, const std::string& key) {
    std::vector<std::string> forms;
    for (const auto& secret : manifest.secrets) {
        if (host::is_secret_key(secret.key, key)) {
            return;
        }
        forms.push_back(secret.key);
    }
    throw UsageError{"secret put: expected " +
                     (forms.empty() ? "a plugin that has secrets; " + plugin + " has none"
                                    : "a key that " + plugin + " reads, " + host::listed(forms) + "; got " +
                                          host::valid_utf8(key))};
}

int secret_put(const Arguments& arguments) {
    static constexpr std::array<std::string_view, 2> names{"a plugin", "a key"};
    expect_words(arguments, 2, names);
    const std::string& plugin = arguments.words[2];
    const std::string& key = arguments.words[3];
    if (!host::is_plugin_name(plugin)) {
        throw UsageError{"secret put: expected the name of a plugin's folder, got " +
                         host::valid_utf8(plugin)};
    }
    if (plugin == host::mqtt_secrets) {
        if (key != host::mqtt_password) {
            throw UsageError{"secret put: expected mqtt password: the broker's is the only secret of mqtt"};
        }
    } else {
        expect_secret_of(host::read_manifest(arguments.plugins, plugin), plugin, key);
    }
    const auto choice = choose_key(arguments);
    std::string value = ask_for_value();
    const host::WipeAtEnd wipe_it{value};
    if (value.empty()) {
        throw UsageError{"secret put: expected a value on stdin; there was none"};
    }
    try {
        host::FileStore store{arguments.state, plugin, choice.key};
        put_secret(store, key, value);
        std::cout << "stored " << key << " of " << plugin << " in " << arguments.state.string()
                  << (choice.key ? ", encrypted with the key in " + choice.file.string()
                                 : ", protected by file permissions only")
                  << "; a host that runs on this state folder takes it up at once\n";
    } catch (const host::StoreError& problem) {
        const bool is_usage = problem.reason() == host::StoreError::Reason::bad_key ||
                              problem.reason() == host::StoreError::Reason::too_large;
        std::cerr << "avhost: secret put: " << problem.what() << '\n';
        return is_usage ? exit_usage : exit_failed;
    }
    return exit_ok;
}

int secret_key(const Arguments& arguments) {
    static constexpr std::array<std::string_view, 1> names{"a file"};
    expect_words(arguments, 2, names);
    const std::filesystem::path file = arguments.words[2];
    host::make_key_file(file, arguments.state);
    std::cout
        << file.string()
        << ": a new key. Keep a copy in a safe place, apart from copies of the state folder: without it "
           "nobody can read what it encrypts.\n";
    return exit_ok;
}

} // namespace

int secret_command(const Arguments& arguments) {
    const std::string_view word = arguments.words.size() < 2 ? std::string_view{} : arguments.words[1];
    if (word == "put") {
        return secret_put(arguments);
    }
    if (word == "key") {
        return secret_key(arguments);
    }
    throw UsageError{"secret: expected put or key after it"};
}

} // namespace avhost
