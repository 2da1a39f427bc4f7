import Mien

/// The words of an enrolment at a provider.
extension Words {
    // Which way.
    public var welcomeTitle: String { say("Welcome", "欢迎", "Selamat datang", "வரவேற்கிறோம்") }
    public var welcomeText: String {
        say(
            "Set this phone up to log in to services with it. You need your ID number and this phone's number.",
            "设置本手机后即可用它登录各项服务。您需要证件号码和本手机的号码。",
            "Sediakan telefon ini untuk log masuk ke perkhidmatan. Anda perlukan nombor pengenalan dan nombor telefon ini.",
            "சேவைகளில் உள்நுழைய இந்தக் கைபேசியை அமைக்கவும். உங்கள் அடையாள எண்ணும் இந்தக் கைபேசி எண்ணும் தேவை."
        )
    }
    public var setUpTitle: String { say("Set this phone up", "设置本手机", "Sediakan telefon ini", "இந்தக் கைபேசியை அமைக்க") }
    public func way(_ way: AccountWay) -> String {
        switch way {
        case .setUp: say("I have an account", "我已有账户", "Saya ada akaun", "எனக்குக் கணக்கு உள்ளது")
        case .register: say("Register with an ID card", "用证件注册", "Daftar dengan kad pengenalan", "அடையாள அட்டையுடன் பதிவு செய்க")
        case .registerByPhone:
            say("Register with a phone number alone", "仅用手机号码注册", "Daftar dengan nombor telefon sahaja", "கைபேசி எண்ணால் மட்டும் பதிவு செய்க")
        }
    }
    /// What somebody should know before they choose it.
    public func wayText(_ way: AccountWay) -> String {
        switch way {
        case .setUp:
            say(
                "Sign in, type the code of an SMS, scan your face. The phone that you used before is signed out.",
                "登录、输入短信验证码并扫描面容。之前使用的手机将被登出。",
                "Log masuk, taip kod SMS, imbas wajah. Telefon yang anda guna dahulu akan dilog keluar.",
                "உள்நுழைந்து, SMS குறியீட்டை உள்ளிட்டு, முகத்தை ஸ்கேன் செய்க. முன்பு பயன்படுத்திய கைபேசி வெளியேற்றப்படும்."
            )
        case .register:
            say(
                "With your ID number, a face scan and your mobile number.", "需要证件号码、面容扫描和手机号码。",
                "Dengan nombor pengenalan, imbasan wajah dan nombor telefon bimbit.", "அடையாள எண், முக ஸ்கேன், கைபேசி எண் ஆகியவற்றுடன்."
            )
        case .registerByPhone:
            say(
                "Without a face scan. Such an account has no name and no ID number.", "无需面容扫描。此类账户没有姓名和证件号码。",
                "Tanpa imbasan wajah. Akaun ini tiada nama dan nombor pengenalan.", "முக ஸ்கேன் இல்லாமல். இக்கணக்கில் பெயரும் அடையாள எண்ணும் இருக்காது."
            )
        }
    }

    // Not a robot.
    public var robotTitle: String { say("Checking that this is no robot", "正在确认不是机器人", "Menyemak ini bukan robot", "இது இயந்திரம் அல்ல எனச் சரிபார்க்கிறது") }
    public var robotText: String {
        say(
            "Your phone solves a small task. There is nothing to do for you.", "手机正在完成一项小任务，您无需操作。",
            "Telefon anda menyelesaikan tugas kecil. Anda tidak perlu berbuat apa-apa.",
            "உங்கள் கைபேசி ஒரு சிறு பணியைச் செய்கிறது. நீங்கள் எதுவும் செய்ய வேண்டியதில்லை."
        )
    }

    // Forms.
    public func title(_ kind: FormKind) -> String {
        switch kind {
        case .signIn: say("Sign in", "登录", "Log masuk", "உள்நுழைக")
        case .identify: say("Who are you?", "请确认您的身份", "Siapakah anda?", "நீங்கள் யார்?")
        case .newPassword: say("Choose a password", "设置登录密码", "Pilih kata laluan", "கடவுச்சொல்லைத் தேர்வு செய்க")
        case .phone: say("Your mobile number", "您的手机号码", "Nombor telefon bimbit anda", "உங்கள் கைபேசி எண்")
        case .code: messageTitle
        }
    }
    public func label(_ field: FormField) -> String {
        switch field {
        case .idNumber: say("ID number", "证件号码", "Nombor pengenalan", "அடையாள எண்")
        case .name: say("Name as on the card", "证件上的姓名", "Nama seperti pada kad", "அட்டையில் உள்ள பெயர்")
        case .birthDate: say("Birth date (year, month, day)", "出生日期（年、月、日）", "Tarikh lahir (tahun, bulan, hari)", "பிறந்த தேதி (ஆண்டு, மாதம், நாள்)")
        case .password: say("Password", "登录密码", "Kata laluan", "கடவுச்சொல்")
        case .passwordAgain: say("Password again", "再次输入登录密码", "Kata laluan sekali lagi", "கடவுச்சொல் மீண்டும்")
        case .phone: say("Mobile number", "手机号码", "Nombor telefon bimbit", "கைபேசி எண்")
        case .phoneAgain: say("Mobile number again", "再次输入手机号码", "Nombor telefon bimbit sekali lagi", "கைபேசி எண் மீண்டும்")
        case .code: say("Code", "验证码", "Kod", "குறியீடு")
        }
    }
    /// Said of a field that is whole and right.
    public var fits: String { say("This fits", "格式正确", "Betul", "சரியாக உள்ளது") }
    /// The same as the label of a rule: whether it is met.
    public func rule(_ rule: PasswordRule, isMet: Bool) -> String {
        (isMet ? say("Met: ", "已满足：", "Dipenuhi: ", "பூர்த்தி: ") : say("Not yet: ", "未满足：", "Belum: ", "இன்னும் இல்லை: ")) + self.rule(rule)
    }
    public func rule(_ rule: PasswordRule) -> String {
        switch rule {
        case .longEnough: say("At least ten characters", "至少十个字符", "Sekurang-kurangnya sepuluh aksara", "குறைந்தது பத்து எழுத்துகள்")
        case .notTooLong: say("At most 128 characters", "最多128个字符", "Paling banyak 128 aksara", "அதிகபட்சம் 128 எழுத்துகள்")
        case .typable: say("Only characters that can be seen, and spaces", "只用可见字符和空格", "Hanya aksara yang kelihatan dan ruang", "காணக்கூடிய எழுத்துகளும் இடைவெளிகளும் மட்டும்")
        case .varied: say("Five different characters or more", "至少五个不同的字符", "Lima aksara berbeza atau lebih", "ஐந்து அல்லது அதற்கு மேல் வேறுபட்ட எழுத்துகள்")
        case .noSequence: say("Not mostly a row, as abcd or 1234", "不能大部分是连续字符，如abcd或1234", "Bukan kebanyakannya berturutan, seperti abcd atau 1234", "abcd, 1234 போன்ற வரிசையாக இருக்கக் கூடாது")
        case .notCommon: say("Not one that many people use", "不能是常用密码", "Bukan yang biasa digunakan orang", "பலரும் பயன்படுத்துவதாக இருக்கக் கூடாது")
        case .notPersonal: say("Nothing of your ID number, phone number or name", "不含证件号码、手机号码或姓名", "Tiada nombor pengenalan, nombor telefon atau nama anda", "உங்கள் அடையாள எண், கைபேசி எண், பெயர் எதுவும் இல்லாமல்")
        }
    }

    // The SMS.
    public func sentTo(_ number: String) -> String {
        say("A code was sent to \(number).", "验证码已发送至 \(number)。", "Kod telah dihantar ke \(number).", "\(number) க்குக் குறியீடு அனுப்பப்பட்டது.")
    }
    public func codeLeft(_ seconds: Int) -> String {
        if seconds == 0 { return say("The code has expired.", "验证码已过期。", "Kod telah tamat tempoh.", "குறியீடு காலாவதியானது.") }
        let clock = clock(seconds)
        return say("It is good for \(clock).", "\(clock)内有效。", "Sah selama \(clock).", "\(clock) வரை செல்லும்.")
    }
    public func resend(_ seconds: Int?) -> String {
        switch seconds {
        case nil: say("No more codes are sent now.", "目前不再发送验证码。", "Tiada kod lagi dihantar sekarang.", "இப்போது மேலும் குறியீடுகள் அனுப்பப்படாது.")
        case 0?: say("Send another code", "重新发送验证码", "Hantar kod lain", "வேறொரு குறியீடு அனுப்பு")
        case let seconds?:
            say("Send another code in \(clock(seconds))", "\(clock(seconds))后可重新发送", "Hantar kod lain dalam \(clock(seconds))", "\(clock(seconds)) இல் வேறொரு குறியீடு")
        }
    }
    public func triesLeft(_ count: Int) -> String {
        say("Tries left: \(count)", "剩余次数：\(count)", "Cubaan yang tinggal: \(count)", "மீதமுள்ள முயற்சிகள்: \(count)")
    }
    public var codeNever: String {
        say(
            "Nobody of ours ever asks you for this code.", "我们的任何人员都不会向您索要此验证码。", "Tiada sesiapa daripada kami akan meminta kod ini.",
            "எங்களில் யாரும் இந்தக் குறியீட்டை ஒருபோதும் கேட்கமாட்டோம்."
        )
    }

    // Terms, consent, details.
    public var termsTitle: String { say("Terms of use", "使用条款", "Syarat penggunaan", "பயன்பாட்டு விதிமுறைகள்") }
    public var termsRead: String { say("Read all of it", "阅读全文", "Baca semuanya", "முழுவதும் படிக்க") }
    public var termsYes: String { say("I accept the terms", "我接受条款", "Saya terima syarat ini", "விதிமுறைகளை ஏற்கிறேன்") }
    public var sendTemplate: String {
        say(
            "Also send the template of my face to the provider, encrypted, so that it can compare", "同时将我的人脸模板加密发送给服务机构以供比对",
            "Hantar juga templat wajah saya kepada pembekal, disulitkan, untuk dibandingkan",
            "ஒப்பிடுவதற்காக என் முக வார்ப்புருவையும் மறையாக்கி வழங்குநருக்கு அனுப்பு"
        )
    }
    public var detailsTitle: String { say("Is this right?", "请核对您的信息", "Adakah ini betul?", "இது சரியா?") }

    // On the way.
    public var browserTitle: String { say("Go on in the browser", "请在浏览器中继续", "Teruskan dalam pelayar", "உலாவியில் தொடர்க") }
    public var browserText: String {
        say(
            "The provider shows the next steps itself. This app opens again when you are done.", "接下来的步骤由服务机构显示，完成后将返回本应用。",
            "Pembekal memaparkan langkah seterusnya. Aplikasi ini dibuka semula apabila selesai.",
            "அடுத்த படிகளை வழங்குநரே காட்டும். முடிந்ததும் இந்தச் செயலி மீண்டும் திறக்கும்."
        )
    }
    public var browserOpen: String { say("Open the browser", "打开浏览器", "Buka pelayar", "உலாவியைத் திற") }
    public var interruptedTitle: String { say("No connection", "网络不可用", "Tiada sambungan", "இணைப்பு இல்லை") }
    public var interruptedText: String {
        say(
            "Nothing that you did was lost. Try again, or close the app and go on later.", "已完成的内容没有丢失。请重试，或稍后打开应用继续。",
            "Tiada apa-apa yang hilang. Cuba lagi, atau tutup aplikasi dan teruskan nanti.",
            "நீங்கள் செய்தது எதுவும் இழக்கப்படவில்லை. மீண்டும் முயல்க, அல்லது பிறகு தொடர்க."
        )
    }
    public var giveUp: String { say("Give it up", "放弃", "Batalkan pendaftaran", "கைவிடு") }
    public var giveUpTitle: String { say("Give it up?", "要放弃吗？", "Batalkan pendaftaran?", "கைவிடவா?") }
    public var giveUpText: String {
        say(
            "What was begun is deleted from this phone. You can begin again at any time.", "已开始的内容将从本手机删除。您可以随时重新开始。",
            "Apa yang telah dimulakan akan dipadam. Anda boleh mula semula bila-bila masa.",
            "தொடங்கியது இந்தக் கைபேசியிலிருந்து அழிக்கப்படும். எப்போது வேண்டுமானாலும் மீண்டும் தொடங்கலாம்."
        )
    }

    private func clock(_ seconds: Int) -> String {
        let rest = seconds % 60
        return "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
    }
}
