// avhost sign-in: a host of its own with the one device, on the stores that a running host may use at the
// same time: they are made for two processes, so no lock is taken on the state folder, and the running host
// takes the new sign-in up by itself. The threads are the host's and the log writer's, which join them.
#include "commands.hpp"

#include "key_choice.hpp"
#include "line_writer.hpp"
#include "sign_in_conversation.hpp"
#include "state_lock.hpp"

#include "host/clock.hpp"
#include "host/host.hpp"
#include "host/plugin_manifest.hpp"
#include "host/site_check.hpp"

#include <array>
#include <iostream>
#include <optional>
#include <string>

#include <termios.h>
#include <unistd.h>

namespace avhost {
namespace {

constexpr unsigned longest_end = 30;        // s, see run_command.cpp
constexpr std::size_t log_room = 1U << 20U; // bytes

// A terminal's own line editing cuts a line at 4095 bytes and shows what is typed; both are off until the end
// of the scope. Ctrl-C still makes a SIGINT. The keys that stop or kill the program at once are without
// effect: nothing would put the terminal right.
class RawTyping {
public:
    RawTyping() {
        ::tcgetattr(STDIN_FILENO, &before_);
        termios raw = before_;
        raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
        raw.c_cc[VMIN] = 1;
        raw.c_cc[VTIME] = 0;
        raw.c_cc[VQUIT] = _POSIX_VDISABLE;
        raw.c_cc[VSUSP] = _POSIX_VDISABLE;
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
    }
    // What was pasted and not read is thrown away, or the shell would take it for a command.
    ~RawTyping() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
    RawTyping(const RawTyping&) = delete;
    RawTyping& operator=(const RawTyping&) = delete;

private:
    termios before_{};
};

// The device's place in the site. Throws host::SiteError when there is no such device.
std::size_t place_of(const host::Site& site, const std::string& device) {
    std::string others;
    for (std::size_t i = 0; i < site.devices.size(); ++i) {
        if (site.devices[i].id == device) {
            return i;
        }
        others += (others.empty() ? "" : ", ") + site.devices[i].id;
    }
    throw host::SiteError{{site.file + ": /devices: expected a device " + device + "; there is " +
                           (others.empty() ? "none" : "only " + others)}};
}

// Throws host::SiteError at the device's plugin for one that cannot be used.
host::Manifest manifest_of(const host::Site& site, const host::DeviceEntry& device,
                           const host::PluginFolders& plugins) {
    try {
        return host::read_manifest(plugins, device.plugin);
    } catch (const host::ManifestError& error) {
        throw host::SiteError{host::sentences(site.file, host::plugin_mistakes(site, device, error))};
    }
}

int sign_in(const Arguments& arguments, const host::Site& site, std::size_t place,
            const host::Manifest& manifest) {
    const auto& device = site.devices[place];
    const auto choice = choose_key(arguments);
    if (!is_in_use(arguments.state)) {
        const auto state = std::filesystem::absolute(arguments.state).lexically_normal().string();
        std::cerr << "No host runs on the state folder " << state
                  << " now: this sign-in is for one that will be started with --state " << state << ".\n";
    }
    const Signals signals;
    LineWriter errors{STDERR_FILENO, log_room, LineWriter::WhenFull::lose_lines, {}};
    host::Host host{{arguments.plugins, arguments.state, AVHOST_VERSION,
                     [&errors](const host::LogRecord& record) {
                         // What a plugin has to say reaches the person as health and outcome.
                         if (record.level == dp::LogLevel::error && record.source == "host") {
                             errors.send(host::log_line(record, host::epoch_ms()));
                         }
                     },
                     choice.key},
                    host::Site{site.file, {}, {device}, {}, {}, {}}};
    std::optional<RawTyping> typing;
    if (::isatty(STDIN_FILENO) != 0) {
        typing.emplace();
    }
    host.start();
    const auto problem = hold_sign_in(host, device.id, device.name.empty() ? manifest.title : device.name,
                                      *manifest.sign_in, signals);
    typing.reset(); // before what may hang
    ::alarm(longest_end);
    host.stop();
    if (!problem.empty()) {
        std::cerr << "avhost: sign-in: " << problem << '\n';
    }
    return problem.empty() ? exit_ok : exit_failed;
}

} // namespace

int sign_in_command(const Arguments& arguments) {
    static constexpr std::array<std::string_view, 2> names{"a site file", "a device"};
    expect_words(arguments, 1, names);
    std::vector<std::string> problems;
    try {
        const auto site = host::read_site(arguments.words[1]);
        const auto place = place_of(site, arguments.words[2]);
        const auto manifest = manifest_of(site, site.devices[place], arguments.plugins);
        problems = host::sentences(site.file, host::config_mistakes(site, site.devices[place], manifest));
        if (!manifest.sign_in) {
            problems.push_back(manifest.file +
                               ": /dp:sign_in: expected it in the plugin of a device that is "
                               "to be signed in; " +
                               site.devices[place].plugin + " needs no sign-in");
        }
        if (problems.empty()) {
            return sign_in(arguments, site, place, manifest);
        }
    } catch (const host::SiteError& error) {
        problems = error.sentences();
    }
    for (const auto& sentence : problems) {
        std::cerr << sentence << '\n';
    }
    return exit_usage;
}

} // namespace avhost
