#include "check/bench.hpp"

#include "host/text_file.hpp"

#include <algorithm>

namespace check {

namespace {

constexpr std::chrono::seconds longest_to_ready{30};

} // namespace

host::Complain ComplaintBook::writer() {
    return [this](const host::Complaint& complaint) {
        const std::lock_guard guard(mutex_);
        complaints_.push_back(complaint);
    };
}

std::vector<host::Complaint> ComplaintBook::of_plugin(std::string_view rule) const {
    const std::lock_guard guard(mutex_);
    std::vector<host::Complaint> found;
    std::ranges::copy_if(complaints_, std::back_inserter(found), [&](const host::Complaint& complaint) {
        return complaint.side == host::Side::plugin && complaint.rule == rule;
    });
    return found;
}

Bench::Bench(const Context& context, Wants wants)
    : context_(context)
    , random_(context.seed) {
    try {
        // Without the schemas, which have tests of their own: this happens in each of them.
        const auto text = host::read_text_file(context.folder / "manifest.json", 1U << 20U);
        manifest_ = std::make_shared<const host::Manifest>(host::parse_manifest(text, "manifest.json"));
        file_ = std::filesystem::absolute(context.folder / manifest_->library);
        library_.emplace(file_, *manifest_);
    } catch (const host::FileError&) {
        throw Skip("the manifest cannot be read");
    } catch (const host::ManifestError&) {
        throw Skip("the manifest cannot be read");
    } catch (const host::LibraryError&) {
        throw Skip("the library cannot be loaded as a plugin");
    }
    const auto& profile = context.profile;
    if (wants == Wants::silent && !(profile && profile->silent_config)) {
        throw Skip("no profile says how to send the plugin to a server that never answers");
    }
    silent_ = wants == Wants::silent;
    if (profile) {
        surroundings_.emplace(*profile, context.program, wants == Wants::device);
        names_ = surroundings_->names();
        if (wants != Wants::code) {
            config_ = replaced(wants == Wants::silent ? *profile->silent_config : profile->config, names_);
        }
    } else if (wants == Wants::device) {
        if (!host::violations(manifest_->config, host::read_json(config_, "config")).empty()) {
            throw Skip("a device needs a config, and no profile gives one");
        }
    }
}

std::optional<dp::Value> Bench::value_for(const host::PropertySpec& property) {
    if (!property.options.empty()) {
        return property.options[random_() % property.options.size()];
    }
    return fitting(property.schema, random_);
}

void Bench::put_secrets(MemoryHost& into) {
    const auto& profile = context_.profile;
    const auto* const all = !profile ? nullptr : silent_ ? &profile->silent_secrets : &profile->secrets;
    if (all != nullptr && !all->empty()) {
        for (const auto& [key, value] : (*all)[std::min(instances_++, all->size() - 1)]) {
            try {
                into.put_secret(key, replaced(value, names_));
            } catch (const ProfileError&) { // its service does not run in this test: nobody misses the secret
            }
        }
    }
}

std::optional<std::vector<dp::NamedValue>> Bench::params_for(const host::ActionSpec& action) {
    if (context_.profile) {
        const auto& known = context_.profile->parameters;
        if (const auto found = known.find(action.id); found != known.end()) {
            const auto object =
                host::as_object(host::read_json(replaced(found->second, names_), "parameters"));
            std::vector<dp::NamedValue> params;
            for (const auto& name : object->getNames()) {
                params.push_back({name, host::to_value(object->get(name))});
            }
            return params;
        }
    }
    return fitting_params(action.input, random_);
}

std::vector<Bench::Call> Bench::calls() {
    std::vector<Call> all;
    for (const auto& action : manifest_->actions) {
        if (auto params = params_for(action)) {
            all.push_back({&action, std::move(*params)});
        }
    }
    return all;
}

void Bench::expect_no_complaint(std::string_view rule) const {
    if (const auto found = book_.of_plugin(rule); !found.empty()) {
        throw Failure(found.front().text +
                      (found.size() == 1 ? "" : " (and " + std::to_string(found.size() - 1) + " more)"));
    }
}

Rig::Rig(Bench& bench, MemoryHost::Stores stores)
    : bench_(bench)
    , host_(stores) {
    bench.put_secrets(host_);
    try {
        instance_.emplace(bench.table(), host_.table(), bench.book().writer());
        services_ = instance_->services();
        device_.emplace(*instance_, bench.manifest_pointer(), "first", bench.config(), recorder_,
                        bench.book().writer());
    } catch (const dp::Refusal& refusal) {
        throw Failure(std::string{"no device is to be had: "} + refusal.what());
    }
}

void Rig::start() {
    const auto before = recorder_.healths().size();
    const auto status = device_->start();
    expect(status == dp::Status::ok, "start() gives " + std::string{dp::word(status)});
    expect(recorder_.wait(bench_.context().patience,
                          [&](const Recorder& seen) { return seen.healths().size() > before; }),
           "start() is followed by no health");
}

void Rig::start_until_ready() {
    start();
    const auto is_ready = [](const Recorder& seen) {
        return seen.healths().back().level == dp::Health::ready;
    };
    if (!recorder_.wait(longest_to_ready, is_ready)) {
        const auto last = recorder_.healths().back();
        throw Failure("the device does not get ready: " + std::string{dp::word(last.level)} + ' ' +
                      last.cause + ": " + last.text);
    }
}

void Rig::stop() {
    const auto status = device_->stop();
    expect(status == dp::Status::ok, "stop() gives " + std::string{dp::word(status)});
}

void Rig::end() {
    device_.reset();
    instance_.reset();
}

std::size_t Rig::invoke_all(const std::vector<Bench::Call>& calls) {
    std::size_t accepted = 0;
    for (const auto& [action, params] : calls) {
        accepted += device_->invoke(action->id, params, next_token(), 2000) ? 1U : 0U;
    }
    return accepted;
}

void Rig::exercise() {
    start_until_ready();
    dp::Status status = dp::Status::ok;
    const auto calls = bench_.calls();
    for (const std::int32_t level : {DP_ATTENTION_LOOKING, DP_ATTENTION_BACKGROUND}) {
        device_->set_attention(level);
        invoke_all(calls);
        device_->snapshot(status);
    }
    for (const auto& property : bench_.manifest().properties) {
        const auto value = bench_.value_for(property);
        if (!property.read_only && value) {
            device_->write(property.id, *value, next_token(), 2000);
        }
    }
    device_->invoke("no_such_action", {}, next_token(), 0);
    device_->write("no_such_property", true, next_token(), 0);
    device_->cancel(last_token_ / 2);
    instance_->secret_changed("no/such/key");
    // Most of it happens; what does not end by itself is for stop().
    recorder_.wait(std::chrono::milliseconds{500},
                   [&](const Recorder& seen) { return seen.outcomes().size() >= calls.size(); });
    device_->snapshot(status);
    stop();
    device_->snapshot(status);
    start();
    invoke_all(calls);
    end();
}

} // namespace check
