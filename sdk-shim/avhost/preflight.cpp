#include "preflight.hpp"

#include "door/tls.hpp"
#include "plugin_opinion.hpp"

#include "host/clock.hpp"
#include "host/descriptor.hpp"
#include "host/other_keys.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <memory>
#include <system_error>

#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace avhost {
namespace {

std::string reason_of(int error) {
    return std::generic_category().message(error);
}

// IP literals that this machine has, each once.
std::vector<std::string> own_addresses() {
    std::vector<std::string> found;
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) {
        return found;
    }
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner{list, ::freeifaddrs};
    for (const ifaddrs* one = list; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr) {
            continue;
        }
        const int family = one->ifa_addr->sa_family;
        char text[INET6_ADDRSTRLEN] = {};
        const void* const address =
            family == AF_INET
                ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(one->ifa_addr)->sin_addr)
                : static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(one->ifa_addr)->sin6_addr);
        if ((family == AF_INET || family == AF_INET6) &&
            ::inet_ntop(family, address, text, sizeof text) != nullptr &&
            std::find(found.begin(), found.end(), text) == found.end()) {
            found.emplace_back(text);
        }
    }
    return found;
}

// As a face opens it; 0 when it can be, else errno.
int try_address(const std::string& address, std::uint16_t port) {
    const bool is_v6 = address.find(':') != std::string::npos;
    const host::Descriptor socket{::socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (!socket.is_open()) {
        return errno;
    }
    const int yes = 1;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    int result = 0;
    if (is_v6) {
        sockaddr_in6 place{};
        place.sin6_family = AF_INET6;
        place.sin6_port = htons(port);
        ::inet_pton(AF_INET6, address.c_str(), &place.sin6_addr);
        result = ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&place), sizeof place);
    } else {
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_port = htons(port);
        ::inet_pton(AF_INET, address.c_str(), &place.sin_addr);
        result = ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&place), sizeof place);
    }
    return result == 0 ? 0 : errno;
}

class Flight {
public:
    Flight(const host::CheckedSite& checked, const host::PluginFolders& plugins)
        : checked_{checked}
        , site_{checked.site}
        , plugins_{plugins} {}

    Preflight take() {
        if (site_.panel && !is_told("/panel")) {
            listen("/panel/listen", site_.panel->address, site_.panel->port);
            pages(site_.panel->pages);
        }
        if (site_.lines && !is_told("/lines")) {
            listen("/lines/listen", site_.lines->address, site_.lines->port);
        }
        if (site_.access.tls && !is_told(site_.access.tls->origin.pointer)) {
            certificate(*site_.access.tls);
        }
        if (site_.mqtt && !is_told("/mqtt")) {
            broker(*site_.mqtt);
        }
        auto objections = plugin_objections(site_, plugins_, checked_.manifests, [this](const auto& device) {
            return is_told(device.origin.pointer);
        });
        std::move(objections.begin(), objections.end(), std::back_inserter(found_.mistakes));
        return std::move(found_);
    }

private:
    // Whether there is a mistake in what stands there already.
    bool is_told(const std::string& pointer) const {
        return std::any_of(checked_.mistakes.begin(), checked_.mistakes.end(), [&](const auto& mistake) {
            return mistake.pointer == pointer || mistake.pointer.starts_with(pointer + '/');
        });
    }

    void expect(const std::string& pointer, const std::string& expected) {
        found_.mistakes.push_back(site_.mistake(pointer, expected));
    }
    // `sentence` is "FILE: expected ...".
    void say(const std::string& pointer, const std::string& sentence) {
        found_.mistakes.push_back({pointer, sentence, site_.places->of(pointer)});
    }
    void warn(const std::string& pointer, const std::string& sentence) {
        found_.warnings.push_back({pointer, "warning: " + sentence, site_.places->of(pointer)});
    }

    void listen(const std::string& at, const std::string& address, std::uint16_t port) {
        const int error = try_address(address, port);
        if (error == EADDRINUSE) {
            warn(at,
                 "a program listens at this address and port now; unless it is this host, run will refuse");
        } else if (error == EACCES) {
            warn(
                at,
                "this user may not open ports below 1024, and run will refuse; avhost.service may open them");
        } else if (error == EADDRNOTAVAIL) {
            expect(at, "an address of this machine, which has " + host::listed(own_addresses()) +
                           "; or 0.0.0.0 or [::] for all of them");
        } else if (error != 0) {
            expect(at, "an address that can be opened; " + reason_of(error));
        }
    }

    void pages(const std::filesystem::path& folder) {
        if (folder.empty()) {
            return;
        }
        const host::Descriptor open{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
        if (!open.is_open()) {
            say("/panel/pages",
                folder.string() + ": expected a folder that can be opened; " + reason_of(errno));
        }
    }

    void certificate(const host::TlsFiles& files) {
        const std::string& at = files.origin.pointer;
        try {
            const auto tls = door::read_tls(files);
            const auto warning = door::certificate_warning(tls->ends_at, host::epoch_ms() / 1000);
            if (!warning.empty()) {
                warn(at + "/certificate", warning);
            }
        } catch (const door::CertificateError& error) {
            say(at + '/' + error.key(), error.sentence());
        }
    }

    void broker(const host::MqttEntry& entry) {
        if (!entry.ca_file.empty()) {
            if (const auto fault = door::authorities_fault(entry.ca_file); !fault.empty()) {
                say("/mqtt/ca_file", fault);
            }
        }
        if (!entry.certificate.empty()) {
            try {
                door::check_client_certificate({entry.certificate, entry.key});
            } catch (const door::CertificateError& error) {
                say("/mqtt/" + error.key(), error.sentence());
            }
        }
    }

    const host::CheckedSite& checked_;
    const host::Site& site_;
    const host::PluginFolders& plugins_;
    Preflight found_;
};

} // namespace

Preflight preflight(const host::CheckedSite& checked, const host::PluginFolders& plugins) {
    return Flight{checked, plugins}.take();
}

} // namespace avhost
