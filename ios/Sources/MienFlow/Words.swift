import Foundation

/// The words of the app, but for those of the face scan, which lie in `core/face/guidance`.
public struct Words: Sendable {
    let say: Language

    public init(_ language: Language) {
        say = language
    }

    // The camera.
    public var codeTitle: String { say("Scan the code", "扫描二维码") }
    public var codeHint: String { say("Point the camera at the QR code on the page", "将摄像头对准页面上的二维码") }
    public var cameraOff: String {
        say("The camera is not allowed. Allow it in Settings to go on.", "未允许使用摄像头。请在“设置”中允许后继续。")
    }

    // The consent.
    public var consentTitle: String { say("Before the face check", "人脸核验之前") }
    public func consentText(_ issuer: String) -> String {
        say(
            "\(issuer) offers you a digital identity. Your face is checked on this phone. Its template stays on this phone, "
                + "encrypted; no picture is kept or sent. You can say no and ask the issuer for another way.",
            "\(issuer)向您提供数字身份。人脸核验在本手机上进行，模板加密保存在本手机上，不保存也不发送任何照片。"
                + "您可以不同意，并向签发机构询问其他方式。"
        )
    }
    public var consentYes: String { say("I agree, begin the scan", "我同意，开始扫描") }
    public var consentNo: String { say("I do not agree", "我不同意") }

    // The pad.
    public var chooseTitle: String { say("Choose a passcode", "设置密码") }
    public var againTitle: String { say("Type it again", "再次输入密码") }
    public var messageTitle: String { say("Type the code from the message", "输入短信验证码") }
    public var passcodeTitle: String { say("Type your passcode", "输入密码") }
    public var erase: String { say("Delete the last digit", "删除最后一位") }
    public func typed(_ count: Int, of length: Int) -> String {
        say("\(count) of \(length) digits", "已输入\(count)位，共\(length)位")
    }

    // The approval.
    public var approveTitle: String { say("Log in?", "是否登录？") }
    public func asks(_ domain: String) -> String { say("\(domain) asks", "\(domain) 请求") }
    public func quoted(_ name: String) -> String { say("“\(name)”", "“\(name)”") }
    public var shares: String { say("It gets", "将获得") }
    public func startedIn(_ browser: String, at time: String) -> String {
        say("Started in \(browser) at \(time)", "\(time)在\(browser)中发起")
    }
    public var checkHint: String { say("Type the two digits on the page", "输入页面上显示的两位数字") }
    public var approve: String { say("Approve", "同意") }
    public var decline: String { say("Decline", "拒绝") }
    public var working: String { say("One moment", "请稍候") }

    /// The name of a claim; an unknown one is shown as it is, so that nothing is shared unnamed.
    public func claim(_ name: String) -> String {
        switch name {
        case "uid": say("Your number at the issuer", "您在签发机构的编号")
        case "name": say("Your name", "您的姓名")
        case "id_number_masked": say("Your ID number, masked", "您的证件号码（部分隐藏）")
        case "birth_year": say("Your year of birth", "您的出生年份")
        default: name
        }
    }

    // The end.
    public var enrolledTitle: String { say("You are set up", "设置完成") }
    public func enrolledText(_ name: String?) -> String {
        say("Identity verified" + (name.map { ": \($0)" } ?? ""), "身份已核验" + (name.map { "：\($0)" } ?? ""))
    }
    public var approvedTitle: String { say("Approved", "已同意") }
    public var approvedText: String { say("Go on in your browser.", "请在浏览器中继续。") }
    public var declinedTitle: String { say("Declined", "已拒绝") }
    public var declinedText: String { say("Nothing was shared.", "未共享任何信息。") }
    public var stoppedTitle: String { say("This did not work", "未能完成") }
    public var tryAgain: String { say("Try again", "重试") }
    public var close: String { say("Done", "完成") }

    /// A problem in words: what happened and what to do.
    public func problem(_ problem: Problem) -> String {
        switch problem {
        case .notOurCode(let host?):
            say("This is not a login code. It leads to \(host).", "这不是登录二维码。它指向\(host)。")
        case .notOurCode(nil): say("This is not a code for this app.", "这不是本应用的二维码。")
        case .codeExpired: say("The code has expired. Refresh the page.", "二维码已过期，请刷新页面。")
        case .notVerified:
            say("This page could not be verified. Do not continue.", "无法核实此页面，请勿继续。")
        case .nothingToShow:
            say("The service asks for something that is not in this app.", "该服务请求的信息不在本应用中。")
        case .checkDigits: say("Type the two digits shown on the page.", "请输入页面上显示的两位数字。")
        case .network: say("No connection. Nothing was lost.", "网络不可用，内容没有丢失。")
        case .wrongPasscode(1): lastTry
        case .wrongPasscode(let left):
            say(
                "Wrong. \(left) tries are left.", "密码错误，还可尝试\(left)次。", "Kod laluan salah. Tinggal \(left) cubaan.",
                "தவறான கடவு எண். \(left) முயற்சிகள் மீதம்."
            )
        case .throttled(let seconds, let left): waiting(seconds, left)
        case .wrongPattern(1): lastTry
        case .wrongPattern(let left):
            say(
                "Wrong pattern. \(left) tries are left.", "图案错误，还可尝试\(left)次。", "Corak salah. Tinggal \(left) cubaan.",
                "தவறான வடிவம். \(left) முயற்சிகள் மீதம்."
            )
        case .samePasscode:
            say(
                "That is your passcode already. Choose another one.", "这就是您现在的密码，请另选一个。",
                "Itu kod laluan anda sekarang. Pilih yang lain.", "அது உங்கள் தற்போதைய கடவு எண். வேறொன்றைத் தேர்வு செய்க."
            )
        case .pattern(let reason): pattern(reason)
        case .biometricsChanged:
            say(
                "Fingerprints or faces on this phone were changed. Please use the passcode.",
                "本手机上的指纹或面容已更改，请使用密码。",
                "Cap jari atau wajah pada telefon ini telah diubah. Sila guna kod laluan.",
                "இந்தக் கைபேசியில் கைரேகைகள் அல்லது முகங்கள் மாற்றப்பட்டன. கடவு எண்ணைப் பயன்படுத்தவும்."
            )
        case .biometricsRefused:
            say(
                "Not recognised. Use the passcode.", "未能识别，请使用密码。", "Tidak dikenali. Guna kod laluan.",
                "அடையாளம் காண முடியவில்லை. கடவு எண்ணைப் பயன்படுத்தவும்."
            )
        case .biometricsMissing:
            say(
                "Face or fingerprint cannot be used now. Use the passcode.", "目前无法使用面容或指纹，请使用密码。",
                "Wajah atau cap jari tidak boleh digunakan sekarang. Guna kod laluan.",
                "முகம் அல்லது கைரேகையை இப்போது பயன்படுத்த முடியாது. கடவு எண்ணைப் பயன்படுத்தவும்."
            )
        case .suspectDevice:
            say(
                "This phone looks tampered with. Nothing new is stored on it.", "本手机可能已被篡改，不再保存新的内容。",
                "Telefon ini kelihatan telah diusik. Tiada apa-apa yang baharu disimpan.",
                "இந்தக் கைபேசி மாற்றப்பட்டது போலத் தெரிகிறது. புதிதாக எதுவும் சேமிக்கப்படாது."
            )
        case .stepUp, .cancelled: self.problem(.failed)
        case .wrongCode: say("This code is not right. Type it again.", "验证码不正确，请重新输入。")
        case .weak(let reason): weak(reason)
        case .passcodesDiffer:
            say(
                "The two were not the same. Choose again.", "两次输入不一致，请重新设置。", "Kedua-duanya tidak sama. Pilih semula.",
                "இரண்டும் பொருந்தவில்லை. மீண்டும் தேர்வு செய்க."
            )
        case .alreadyEnrolled: say("Somebody is set up on this phone already.", "本手机上已有用户。")
        case .vaultShut: say("What is stored here cannot be opened any more. Set up again.", "已无法打开本机数据，请重新设置。")
        case .notSigned: say("This phone did not sign. Type the passcode again.", "本手机未能签名，请重新输入密码。")
        case .outcomeUnknown:
            say("Look at the page: you may be logged in already.", "请查看页面：您可能已经登录。")
        case .failed: say("Something failed. Begin again.", "出现问题，请重新开始。")
        }
    }

    private func weak(_ reason: String) -> String {
        switch reason {
        case "passcode_few_digits": say("Too few different digits.", "不同的数字太少。", "Terlalu sedikit digit yang berbeza.", "வேறுபட்ட இலக்கங்கள் மிகக் குறைவு.")
        case "passcode_sequence": say("Do not use a row of numbers.", "请勿使用连续数字。", "Jangan guna digit berturutan.", "வரிசையான இலக்கங்கள் வேண்டாம்.")
        case "passcode_repeats": say("Do not repeat a pattern.", "请勿使用重复的组合。", "Jangan ulang gabungan.", "திரும்பத் திரும்ப வரும் இலக்கங்கள் வேண்டாம்.")
        case "passcode_palindrome": say("It reads the same backwards.", "请勿使用首尾对称的数字。", "Ia sama jika dibaca terbalik.", "பின்னிருந்து படித்தாலும் ஒன்றே.")
        case "passcode_keypad_walk": say("Do not walk along the keys.", "请勿使用键盘上相邻的数字。", "Jangan ikut garisan pada kekunci.", "விசைகளில் ஒரு கோடு வேண்டாம்.")
        case "passcode_date": say("Do not use a date.", "请勿使用日期。", "Jangan guna tarikh.", "தேதி வேண்டாம்.")
        case "passcode_personal_number": say("Do not use a number of yours.", "请勿使用您的个人号码。", "Jangan guna nombor milik anda.", "உங்கள் எண்களில் ஒன்று வேண்டாம்.")
        case "passcode_common": say("Too many people use it.", "使用它的人太多。", "Terlalu ramai orang menggunakannya.", "பலர் இதைப் பயன்படுத்துகின்றனர்.")
        default: say("Too easy to guess.", "太容易被猜到。", "Terlalu mudah diteka.", "எளிதில் ஊகிக்கலாம்.")
        }
    }
}
