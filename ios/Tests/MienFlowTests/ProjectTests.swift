import Foundation
import MienFlow
import Testing

private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")

private func list(_ file: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.appendingPathComponent(file))
    return try #require(try PropertyListSerialization.propertyList(from: data, format: nil) as? [String: Any])
}

// Xcode does not run here: what it reads is at least well-formed and complete.
@Suite struct ProjectTests {
    // Protects the camera and Face ID: without their reasons in each language iOS ends the app.
    @Test func theCameraIsExplainedInEachLanguage() throws {
        let info = try list("App/Info.plist")
        for reason in ["NSCameraUsageDescription", "NSFaceIDUsageDescription"] {
            #expect((info[reason] as? String)?.isEmpty == false)
        }
        #expect(info["CFBundleLocalizations"] as? [String] == Language.allCases.map(\.tag))
        for language in Language.allCases {
            let words = try list("App/\(language.tag).lproj/InfoPlist.strings")
            for reason in ["NSCameraUsageDescription", "NSFaceIDUsageDescription"] {
                #expect((words[reason] as? String)?.isEmpty == false)
            }
        }
    }

    // Protects the app's claim in the store: no tracking, what goes to the provider named, the boot time explained.
    @Test func thePrivacyManifestSaysWhatLeavesThePhone() throws {
        let privacy = try list("App/PrivacyInfo.xcprivacy")
        #expect(privacy["NSPrivacyTracking"] as? Bool == false)
        let collected = try #require(privacy["NSPrivacyCollectedDataTypes"] as? [[String: Any]])
        let kinds = collected.compactMap { $0["NSPrivacyCollectedDataType"] as? String }
        #expect(kinds == ["Name", "PhoneNumber", "OtherDataTypes", "SensitiveInfo"].map { "NSPrivacyCollectedDataType" + $0 })
        #expect(collected.allSatisfy { $0["NSPrivacyCollectedDataTypeTracking"] as? Bool == false })
        let reasons = try #require(privacy["NSPrivacyAccessedAPITypes"] as? [[String: Any]])
        #expect(reasons.first?["NSPrivacyAccessedAPIType"] as? String == "NSPrivacyAccessedAPICategorySystemBootTime")
    }

    // Protects whoever is sent back from a browser or another app: iOS opens this one for each kind of link that the core reads.
    @Test func theLinksAreDeclared() throws {
        let info = try list("App/Info.plist")
        let types = try #require(info["CFBundleURLTypes"] as? [[String: Any]])
        let schemes = types.flatMap { $0["CFBundleURLSchemes"] as? [String] ?? [] }
        #expect(Set(schemes) == ["openid4vp", "haip-vp", "openid-credential-offer"])
        let claimed = try list("App/Mien.entitlements")["com.apple.developer.associated-domains"] as? [String]
        #expect(claimed == ["applinks:wallet.mien.example", "webcredentials:wallet.mien.example"])
        let project = try list("Mien.xcodeproj/project.pbxproj")
        let objects = try #require(project["objects"] as? [String: [String: Any]])
        let signed = objects.values.compactMap { ($0["buildSettings"] as? [String: Any])?["CODE_SIGN_ENTITLEMENTS"] as? String }
        #expect(signed == ["App/Mien.entitlements", "App/Mien.entitlements"], "in both configurations")
    }

    // Protects the refresh in the background: iOS refuses what the app has not declared.
    @Test func theRefreshIsDeclared() throws {
        let info = try list("App/Info.plist")
        let source = try String(contentsOf: folder.appendingPathComponent("Sources/MienDevice/RefreshSchedule.swift"), encoding: .utf8)
        let identifiers = try #require(info["BGTaskSchedulerPermittedIdentifiers"] as? [String])
        #expect(identifiers.count == 1 && source.contains("\"\(identifiers[0])\""))
        #expect(info["UIBackgroundModes"] as? [String] == ["fetch"])
    }

    // Protects the project file: each object that is named exists, and each source file of the app is compiled.
    @Test func theProjectIsWhole() throws {
        let project = try list("Mien.xcodeproj/project.pbxproj")
        let objects = try #require(project["objects"] as? [String: [String: Any]])
        func names(_ value: Any) -> [String] {
            switch value {
            case let text as String: text.hasPrefix("4D49454E") ? [text] : []
            case let items as [Any]: items.flatMap(names)
            case let table as [String: Any]: table.values.flatMap(names)
            default: []
            }
        }
        let named = Set(names(objects) + names(project["rootObject"] ?? ""))
        #expect(named.isSubset(of: Set(objects.keys)))
        #expect(named == Set(objects.keys))

        let files = Set(objects.values.compactMap { $0["isa"] as? String == "PBXFileReference" ? $0["path"] as? String : nil })
        let sources = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("App").path)
        for source in sources where source.hasSuffix(".swift") {
            #expect(files.contains(source))
        }
        let compiled = files.filter { $0.hasSuffix(".swift") }
        #expect(compiled.isSubset(of: Set(sources)), "no file is compiled that is not there")
    }
}
