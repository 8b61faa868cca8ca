// The host's services as one instance of a plugin gets them: the same, with an eye on who calls when.
#pragma once

#include "device_plugin.h"
#include "host/checking/complaint.hpp"

#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace host {

namespace rule {
inline constexpr std::string_view services_not_from_any = "services-not-from-any";
inline constexpr std::string_view services_within_instance = "services-within-instance";
inline constexpr std::string_view locks_released = "locks-released";
inline constexpr std::string_view services_well_formed = "services-well-formed";
} // namespace rule

// Thread-safe. Outlives the instance; who keeps it longer hears of calls that come too late.
class CheckedServices {
public:
    // `host` outlives it.
    CheckedServices(const dp_host& host, Complain complain);
    CheckedServices(const CheckedServices&) = delete;
    CheckedServices& operator=(const CheckedServices&) = delete;

    const dp_host& table() const { return table_; }

    void end(); // deinit() has returned

    // The time that the calling thread is inside an [any] function of the plugin.
    class InsideAny {
    public:
        explicit InsideAny(CheckedServices& services);
        ~InsideAny();
        InsideAny(const InsideAny&) = delete;
        InsideAny& operator=(const InsideAny&) = delete;

    private:
        CheckedServices& services_;
    };

private:
    static CheckedServices& of(dp_host_handle* handle) { return *reinterpret_cast<CheckedServices*>(handle); }
    bool may_call(const char* name, bool is_worker);
    void look_at_line(std::int32_t level, dp_string category, dp_string text);
    void look_at_text(const std::string& what, dp_string text);
    // Calls the host's function where it may be called.
    template <typename Call>
    static std::int32_t forward(dp_host_handle* handle, const char* name, Call call);

    const dp_host& host_;
    const Complain complain_;
    dp_host table_{};
    std::mutex mutex_; // not held while the host is called
    bool ended_ = false;
    std::vector<std::thread::id> inside_any_;
    std::set<std::uint64_t> locks_;
};

} // namespace host
