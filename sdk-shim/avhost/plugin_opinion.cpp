#include "plugin_opinion.hpp"

#include "host/descriptor.hpp"
#include "host/library.hpp"
#include "host/text_file.hpp"

#include "dp/client.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace avhost {
namespace {

constexpr unsigned max_time = 30; // s; init() and deinit() take 15 s at most

// Stores that have nothing and keep nothing, and a log that goes nowhere. `handle` is anything but null, which no plugin
// looks into.
dp_host empty_services(dp_host_handle* handle) {
    dp_host table{};
    table.size = sizeof table;
    table.abi_minor = DP_ABI_MINOR;
    table.name = dp::borrow("avhost");
    table.version = dp::borrow("check");
    table.handle = handle;
    table.log = [](dp_host_handle*, std::int32_t, dp_string, dp_string) {};
    table.secret_get = [](dp_host_handle*, dp_string, const dp_text_sink*) -> std::int32_t {
        return DP_UNKNOWN_ID;
    };
    table.secret_put = [](dp_host_handle*, dp_string, dp_string) -> std::int32_t { return DP_STORAGE; };
    table.secret_remove = [](dp_host_handle*, dp_string) -> std::int32_t { return DP_OK; };
    table.secret_lock = [](dp_host_handle*, dp_string, std::uint32_t, std::uint64_t*) -> std::int32_t {
        return DP_BUSY;
    };
    table.secret_unlock = [](dp_host_handle*, std::uint64_t) {};
    table.state_get = table.secret_get;
    table.state_put = table.secret_put;
    table.state_remove = table.secret_remove;
    table.extension = [](dp_host_handle*, dp_string) -> const void* { return nullptr; };
    return table;
}

class Deaf : public dp::Listener {
public:
    void on_properties(std::uint64_t, std::vector<dp::NamedValue>) override {}
    void on_event(std::string, std::vector<dp::NamedValue>) override {}
    void on_health(dp::Health, std::string, std::string) override {}
    void on_completed(std::uint64_t, dp::Outcome, dp::Value) override {}
};

// What is wrong with a device, or with the plugin as a whole.
struct Objection {
    std::size_t device = 0; // place in the list that was asked about
    bool is_of_config = false;
    std::string sentence;
};

using Devices = std::vector<const host::DeviceEntry*>; // of one plugin; not empty

std::vector<Objection> ask(const std::filesystem::path& folder, const host::Manifest& manifest,
                           const Devices& devices) {
    std::vector<Objection> found;
    try {
        const host::Library library{folder / manifest.library, manifest};
        char anything = 0;
        const auto services = empty_services(reinterpret_cast<dp_host_handle*>(&anything));
        const dp::Instance instance{library.table(), services};
        for (std::size_t i = 0; i < devices.size(); ++i) {
            try {
                Deaf deaf;
                const auto& config = devices[i]->config.text;
                dp::Device device{instance, devices[i]->id, config, deaf};
                if (const auto outcome = device.reconfigure(config);
                    !outcome && outcome.status != dp::Status::unsupported) {
                    found.push_back({i, true, outcome.text});
                }
            } catch (const dp::Refusal& refusal) {
                found.push_back({i, true, refusal.what()});
            }
        }
    } catch (const dp::Refusal& refusal) {
        found.push_back({0, false, std::string{"its library does not begin: "} + refusal.what()});
    } catch (const host::LibraryError& problem) {
        found.push_back({0, false, problem.what()});
    }
    return found;
}

// One objection a line: "PLACE c|p SENTENCE".
std::string text_of(const std::vector<Objection>& objections) {
    std::string text;
    for (const auto& [device, is_of_config, sentence] : objections) {
        std::string line = sentence;
        std::replace(line.begin(), line.end(), '\n', ' ');
        text += std::to_string(device) + (is_of_config ? " c " : " p ") + line + '\n';
    }
    return text;
}

std::vector<Objection> objections_of(std::string_view text, std::size_t devices) {
    std::vector<Objection> found;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        Objection objection;
        const auto [end, fault] = std::from_chars(line.data(), line.data() + line.size(), objection.device);
        const auto rest = line.substr(static_cast<std::size_t>(end - line.data()));
        if (fault == std::errc{} && objection.device < devices && rest.size() > 3) {
            objection.is_of_config = rest[1] == 'c';
            objection.sentence = host::valid_utf8(rest.substr(3));
            found.push_back(std::move(objection));
        }
    }
    return found;
}

[[noreturn]] void answer_and_end(int to, const std::filesystem::path& folder, const host::Manifest& manifest,
                                 const Devices& devices) {
    ::alarm(max_time);
    // What a plugin prints is nothing that a check says.
    const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
    int status = EXIT_SUCCESS;
    try {
        const auto text = text_of(ask(folder, manifest, devices));
        for (std::size_t sent = 0; sent < text.size();) {
            const auto put = ::write(to, text.data() + sent, text.size() - sent);
            if (put < 0) {
                break;
            }
            sent += static_cast<std::size_t>(put);
        }
    } catch (...) {
        status = EXIT_FAILURE;
    }
    ::_exit(status); // what the parent has open and not written yet is the parent's
}

std::string read_all(int from) {
    std::string text;
    std::array<char, 4096> room{};
    for (;;) {
        const auto got = ::read(from, room.data(), room.size());
        if (got > 0) {
            text.append(room.data(), static_cast<std::size_t>(got));
        } else if (got == 0 || errno != EINTR) {
            return text;
        }
    }
}

std::vector<Objection> ask_apart(const std::filesystem::path& folder, const host::Manifest& manifest,
                                 const Devices& devices) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return {{0, false, std::string{"it cannot be asked: "} + std::strerror(errno)}}; // NOLINT: one thread
    }
    host::Descriptor from{ends[0]};
    host::Descriptor to{ends[1]};
    const pid_t child = ::fork();
    if (child == 0) {
        answer_and_end(to.get(), folder, manifest, devices);
    }
    to = host::Descriptor{};
    if (child < 0) {
        return {{0, false, std::string{"it cannot be asked: "} + std::strerror(errno)}}; // NOLINT: one thread
    }
    auto found = objections_of(read_all(from.get()), devices.size());
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status)) {
        found.push_back({0, false,
                         WTERMSIG(status) == SIGALRM
                             ? "its library does not come to an end with the configs of its devices"
                             : "its library ended the process that asked it, by signal " +
                                   std::to_string(WTERMSIG(status))});
    } else if (WEXITSTATUS(status) != EXIT_SUCCESS) {
        found.push_back({0, false, "its library failed when it was asked"});
    }
    return found;
}

// A plugin may say where in the config: "config/presets/1/name: another preset has this name".
host::Mistake mistake_of(const host::Site& site, const host::DeviceEntry& device,
                         const Objection& objection) {
    if (!objection.is_of_config) {
        return site.mistake(device.origin.pointer + "/plugin",
                            "a plugin that can be used; " + objection.sentence);
    }
    std::string pointer = device.origin.pointer + "/config";
    std::string_view sentence = objection.sentence;
    const auto colon = sentence.find(": ");
    if (sentence.starts_with("config/") && colon != std::string_view::npos &&
        sentence.substr(0, colon).find(' ') == std::string_view::npos) {
        pointer = device.origin.pointer + '/' + std::string{sentence.substr(0, colon)};
        sentence.remove_prefix(colon + 2);
    }
    return site.mistake(pointer, "a config that the plugin takes; it says: " + std::string{sentence});
}

} // namespace

std::vector<host::Mistake> plugin_objections(const host::Site& site, const host::PluginFolders& plugins,
                                             const host::Manifests& manifests,
                                             const std::function<bool(const host::DeviceEntry&)>& is_told) {
    std::map<std::string, Devices> by_plugin;
    for (const auto& device : site.devices) {
        if (manifests.count(device.id) != 0 && !is_told(device)) {
            by_plugin[device.plugin].push_back(&device);
        }
    }
    std::vector<host::Mistake> mistakes;
    for (const auto& [plugin, devices] : by_plugin) {
        const auto& manifest = *manifests.at(devices.front()->id);
        for (const auto& objection : ask_apart(plugins.folder_of(plugin), manifest, devices)) {
            mistakes.push_back(mistake_of(site, *devices[objection.device], objection));
        }
    }
    return mistakes;
}

} // namespace avhost
